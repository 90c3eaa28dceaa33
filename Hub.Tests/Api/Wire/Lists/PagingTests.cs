using Hub.Api.Wire;

namespace Hub.Tests.Api.Wire.Lists;

public sealed class PagingTests
{
    private const string Pages = "Accept: application/jupyterhub-pagination+json";
    private WireHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await WireHost.StartAsync(new WireOptions(), [typeof(ListController)]);

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase("", "0 200")]
    [TestCase("?limit=%2B2&offset=%203%20", "3 2")]
    [TestCase("?limit=+2", "0 2")]
    [TestCase("?limit=1_0", "0 10")]
    [TestCase("?limit=-2&offset=-7", "7 2")]
    [TestCase("?limit=0", "0 1")]
    [TestCase("?limit=201", "0 200")]
    [TestCase("?limit=99999999999999999999999999&offset=99999999999999999999", "2147483647 200")]
    [TestCase("?limit=1&limit=3", "0 3")]
    [TestCase("?limit=007", "0 7")]
    [TestCase("?limit=%D9%A3", "0 3")]
    public async Task Numbers_are_read_as_Python_does(string query, string page) =>
        (await host.GetAsync("/hub/api/numbers/page" + query)).Body.ShouldBe($"\"{page}\"");

    [TestCase("limit=")]
    [TestCase("offset=")]
    [TestCase("limit=1.5")]
    [TestCase("limit=x")]
    [TestCase("limit=1__0")]
    [TestCase("limit=_1")]
    [TestCase("limit=1_")]
    [TestCase("limit=--1")]
    [TestCase("limit=%2B")]
    [TestCase("limit=1%20000")]
    public async Task What_is_no_integer_is_refused(string query) =>
        (await host.GetAsync("/hub/api/numbers?" + query)).Error().ShouldBe("400 Invalid argument type, offset and limit must be integers");

    [TestCase("Accept: application/jupyterhub-pagination+json", "0 50")]
    [TestCase("Accept: text/html, Application/JupyterHub-Pagination+JSON ,*/*", "0 50")]
    [TestCase("Accept: application/jupyterhub-pagination+json;q=0.9", "0 200")]
    [TestCase("Accept: application/json", "0 200")]
    public async Task The_media_type_is_matched_exactly(string accept, string page) =>
        (await host.GetAsync("/hub/api/numbers/page", accept)).Body.ShouldBe($"\"{page}\"");

    [Test]
    public async Task Without_the_media_type_a_list_is_a_list()
    {
        var answer = await host.GetAsync("/hub/api/numbers?limit=2&offset=1");

        answer.Body.ShouldBe("[1,2]");
        answer.Headers["Link"].ShouldBe("<http://hub.example/hub/api/numbers?offset=3&limit=2>; rel=\"next\"");
    }

    [Test]
    public async Task With_the_media_type_it_comes_in_an_envelope()
    {
        var answer = await host.GetAsync(
            "/api/numbers?limit=2&state=a%20b&x=&offset=1", Pages, "Host: out.example:8443", "X-Forwarded-Proto: https, http");

        answer.Headers["Content-Type"].ShouldBe("application/json");
        answer.Body.ShouldBe(
            "{\"items\":[1,2],\"_pagination\":{\"offset\":1,\"limit\":2,\"total\":5,\"next\":{\"offset\":3,\"limit\":2,"
            + "\"url\":\"https://out.example:8443/api/numbers?state=a%20b&x=&offset=3&limit=2\"}}}");
    }

    [TestCase("?offset=3&limit=2", "[3,4]", 3, 2)]
    [TestCase("?offset=2147483647&limit=2", "[]", 2147483647, 2)]
    public async Task The_last_page_has_no_next(string query, string items, int offset, int limit)
    {
        var answer = await host.GetAsync("/hub/api/numbers" + query, Pages);

        answer.Body.ShouldBe($"{{\"items\":{items},\"_pagination\":{{\"offset\":{offset},\"limit\":{limit},\"total\":5,\"next\":null}}}}");
        answer.Headers.ShouldNotContainKey("Link");
    }

    [Test]
    public async Task Lists_of_shares_are_always_in_an_envelope() =>
        (await host.GetAsync("/hub/api/numbers/shares")).Body.ShouldBe(
            "{\"items\":[0,1,2,3,4],\"_pagination\":{\"offset\":0,\"limit\":200,\"total\":5,\"next\":null}}");
}
