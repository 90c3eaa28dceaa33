using Hub.Domain.Spawners;

namespace Hub.Tests.Domain.Spawners;

public sealed class ServerUrlsTests
{
    [TestCase("ada", "ada")]
    [TestCase("a.b-c_d~e@f", "a.b-c_d~e@f")]
    [TestCase("a/b c%d", "a%2Fb%20c%25d")]
    [TestCase("zoë+1", "zo%C3%AB%2B1")]
    public void Names_are_escaped_as_in_paths(string name, string expected) => ServerUrls.Escape(name).ShouldBe(expected);

    [TestCase("ada", "", "jupyterhub-user-ada")]
    [TestCase("a@b", "lab 1", "jupyterhub-user-a%40b-lab%201")]
    [TestCase("a/b", "", "jupyterhub-user-a/b")]
    [TestCase("a-b", "", "jupyterhub-user-a%2Db")]
    [TestCase("a-b", "c-d", "jupyterhub-user-a%2Db-c-d")]
    public void Client_ids_keep_the_slash_and_nothing_else(string user, string server, string expected) =>
        ServerUrls.ClientId(user, server).ShouldBe(expected);

    [TestCase("127.0.0.1", "http://127.0.0.1:80", "http://127.0.0.1/")]
    [TestCase("", "http://:80", "http://127.0.0.1/")]
    [TestCase("0.0.0.0", "http://0.0.0.0:80", "http://127.0.0.1/")]
    [TestCase("::", "http://[::]:80", "http://[::1]/")]
    [TestCase("fe80::1", "http://[fe80::1]:80", "http://[fe80::1]/")]
    public void What_listens_everywhere_is_reached_at_home(string ip, string bind, string reach)
    {
        ServerUrls.Bind("http", ip, 80).ShouldBe(bind);
        ServerUrls.Reach("http", ip, 80).ToString().ShouldBe(reach);
    }
}
