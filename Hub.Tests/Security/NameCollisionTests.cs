using Hub.Domain.Configuration;
using Hub.Domain.OAuth;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>Two users, or two servers, never share what is named after them.</summary>
public sealed class NameCollisionTests : ApiFixture
{
    // Pieces from which names are made that look alike once they are escaped.
    private static readonly string[] s_pieces = ["a", "b", "-", "--", "%2D", "_", "_2d", ".", "..", "%", "u-", "service", "@", "ü", "u\u0308", "xn--tda"];

    private static readonly IReadOnlyList<string> s_names =
        [.. s_pieces.SelectMany(one => s_pieces, (one, two) => one + two).Concat(s_pieces).Concat(["", " ", "/", "a/b", "a%2Fb", "a b", "a+b"]).Distinct()];

    [Test, Advisory("CVE-2020-15110")]
    public void Clients_of_OAuth_are_as_many_as_servers() =>
        ShouldDiffer(
            from user in s_names
            where user.Length > 0 && !user.Contains('/')
            from server in s_names
            select ServerUrls.ClientId(user, server));

    [Test, Advisory("CVE-2020-15110")]
    public void Paths_are_as_many_as_servers() =>
        ShouldDiffer(
            from user in s_names
            where user.Length > 0
            from server in s_names
            select $"{ServerUrls.Escape(user)}/{ServerUrls.Escape(server)}");

    [Test, Advisory("CVE-2020-15110")]
    public void Home_folders_are_as_many_as_users_and_below_their_place()
    {
        ShouldDiffer(s_names.Select(HomeFolder.Encode));
        foreach (var name in s_names)
            Path.GetFullPath($"/tmp/homes/{HomeFolder.Encode(name)}").ShouldMatch("^/tmp/homes/[^/]+$");
    }

    [TestCase(SubdomainHook.Idna), Advisory("CVE-2020-15110")]
    public void Hosts_are_as_many_as_users_and_services(SubdomainHook hook) =>
        ShouldDiffer(s_names.Where(name => name.Length > 0).Select(name => SubdomainLabel.OfUser(name, hook))
            .Concat(s_names.Where(name => name.Length > 0).Select(name => SubdomainLabel.OfService(name, hook))).Select(label => label.ToLowerInvariant()));

    /// <summary>JupyterHub's seven digits of a hash are the same for these two, which were found within a second.</summary>
    [Test, Advisory("CVE-2020-15110")]
    public void Nobody_gets_to_somebody_else_s_host_by_trying_names() =>
        SubdomainLabel.OfUser("ann.smith+2469@uni.example", SubdomainHook.Idna)
            .ShouldNotBe(SubdomainLabel.OfUser("ann.smith+21004@uni.example", SubdomainHook.Idna));

    [Test, Advisory("CVE-2020-15110")]
    public async Task A_named_server_is_not_taken_for_the_server_of_a_user_of_such_a_name()
    {
        await UsersAsync("a", "a-b");
        (await Admin.PostAsync("users/a/servers/b")).ShouldBe(201);
        (await Admin.PostAsync("users/a-b/server")).ShouldBe(201);
        var store = App.Get<IOAuthStore>();
        (await store.FindClientAsync("jupyterhub-user-a-b", default))!.RedirectUri.ShouldBe("/user/a/b/oauth_callback");
        (await store.FindClientAsync("jupyterhub-user-a%2Db", default))!.RedirectUri.ShouldBe("/user/a-b/oauth_callback");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    private static void ShouldDiffer(IEnumerable<string> made)
    {
        var all = made.ToList();
        all.Count.ShouldBeGreaterThan(200);
        all.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();
    }
}
