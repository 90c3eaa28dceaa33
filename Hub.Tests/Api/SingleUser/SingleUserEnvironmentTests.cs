using Hub.Api.SingleUser;
using Hub.Domain.Spawners;

namespace Hub.Tests.Api.SingleUser;

public sealed class SingleUserEnvironmentTests
{
    private static readonly Dictionary<string, string> Given = new SpawnEnvironment
    {
        UserName = "ada",
        ServerName = "lab",
        BaseUrl = "/deep/",
        Prefix = "/deep/user/ada/lab/",
        ApiUrl = "http://10.0.0.1:8081/deep/hub/api",
        ApiToken = "secret",
        PublicHost = "https://hub.example.org",
        UserHost = "https://ada.hub.example.org",
        PublicUrl = "https://ada.hub.example.org/deep/user/ada/lab/",
        CookieHostPrefix = true,
    }.VariablesAt("::1", 8888);

    [Test]
    public void What_a_hub_hands_over_is_all_read()
    {
        var settings = Read(out var mistakes)!;
        mistakes.ShouldBeEmpty();
        settings.UserName.ShouldBe("ada");
        settings.ServerName.ShouldBe("lab");
        settings.Bind.ShouldBe(new BindAddress("::1", 8888));
        settings.Prefix.ShouldBe("/deep/user/ada/lab/");
        settings.ApiUrl.ShouldBe("http://10.0.0.1:8081/deep/hub/api");
        settings.ApiToken.ShouldBe("secret");
        settings.ClientId.ShouldBe("jupyterhub-user-ada-lab");
        settings.CallbackUrl.ShouldBe("https://ada.hub.example.org/deep/user/ada/lab/oauth_callback");
        settings.HubUrl.ShouldBe("https://hub.example.org/deep/hub/");
        settings.AccessScopes.ShouldBe(["access:servers!server=ada/lab", "access:servers!user=ada"]);
        settings.ActivityUrl.ShouldBe("http://10.0.0.1:8081/deep/hub/api/users/ada/activity");
        settings.ActivityInterval.ShouldBe(TimeSpan.FromSeconds(300));
        settings.PublicUrl.ShouldBe("https://ada.hub.example.org/deep/user/ada/lab/");
        settings.CookieHostPrefix.ShouldBeTrue();
        settings.Debug.ShouldBeFalse();
    }

    [TestCase("JUPYTERHUB_API_TOKEN")]
    [TestCase("JUPYTERHUB_API_URL")]
    [TestCase("JUPYTERHUB_BASE_URL")]
    [TestCase("JUPYTERHUB_CLIENT_ID")]
    [TestCase("JUPYTERHUB_SERVICE_PREFIX")]
    [TestCase("JUPYTERHUB_SERVICE_URL")]
    [TestCase("JUPYTERHUB_USER")]
    public void What_is_missing_is_named(string name)
    {
        Read(out var mistakes, (name, null)).ShouldBeNull();
        mistakes.ShouldBe([$"{name} is missing"]);
        Read(out mistakes, (name, "")).ShouldBeNull();
        mistakes.ShouldBe([$"{name} is missing"]);
    }

    [Test]
    public void Access_scopes_are_also_read_under_their_older_name()
    {
        Read(out _, ("JUPYTERHUB_OAUTH_ACCESS_SCOPES", null))!.AccessScopes.Count.ShouldBe(2);
        Read(out var mistakes, ("JUPYTERHUB_OAUTH_ACCESS_SCOPES", null), ("JUPYTERHUB_OAUTH_SCOPES", null)).ShouldBeNull();
        mistakes.ShouldBe(["JUPYTERHUB_OAUTH_ACCESS_SCOPES is missing"]);
    }

    [TestCase("JUPYTERHUB_SERVICE_URL", "https://127.0.0.1:8888/", "plain http only")]
    [TestCase("JUPYTERHUB_SERVICE_URL", "127.0.0.1:8888", "not of the form")]
    [TestCase("JUPYTERHUB_SERVICE_URL", "http://127.0.0.1:99999/", "not of the form")]
    [TestCase("JUPYTERHUB_SERVICE_URL", "http://[::1/", "not of the form")]
    [TestCase("JUPYTERHUB_SERVICE_URL", "http://[x]:1/", "not of the form")]
    [TestCase("JUPYTERHUB_SERVICE_URL", "http:///", "not of the form")]
    [TestCase("JUPYTERHUB_API_URL", "hub", "not an http URL")]
    [TestCase("JUPYTERHUB_ACTIVITY_URL", "/users", "not an http URL")]
    [TestCase("JUPYTERHUB_ACTIVITY_INTERVAL", "often", "number of seconds")]
    [TestCase("JUPYTERHUB_ACTIVITY_INTERVAL", "-1", "number of seconds")]
    [TestCase("JUPYTERHUB_OAUTH_ACCESS_SCOPES", "[]", "nobody could enter")]
    [TestCase("JUPYTERHUB_OAUTH_ACCESS_SCOPES", "access:servers", "not the JSON")]
    [TestCase("JUPYTERHUB_COOKIE_OPTIONS", "[]", "not the JSON")]
    public void What_is_wrong_is_named(string name, string value, string mistake)
    {
        Read(out var mistakes, (name, value)).ShouldBeNull();
        mistakes.ShouldHaveSingleItem().ShouldStartWith(name);
        mistakes[0].ShouldContain(mistake);
    }

    [TestCase("http://127.0.0.1:8888/user/ada/", "127.0.0.1", 8888)]
    [TestCase("http://:8888/user/ada/", "", 8888)]
    [TestCase("http://0.0.0.0:8888", "0.0.0.0", 8888)]
    [TestCase("http://[::]:8888/user/ada/", "::", 8888)]
    [TestCase("http://[fe80::1]/", "fe80::1", 80)]
    [TestCase("http://node-7/user/ada/", "node-7", 80)]
    public void The_address_to_bind_may_be_any_that_a_hub_writes(string url, string host, int port) =>
        BindAddress.Parse(url, out _).ShouldBe(new BindAddress(host, port));

    [TestCase("0", 0)]
    [TestCase("60", 60)]
    [TestCase(null, 300)]
    public void The_interval_of_reports_may_be_set(string? text, int seconds) =>
        Read(out _, ("JUPYTERHUB_ACTIVITY_INTERVAL", text))!.ActivityInterval.ShouldBe(TimeSpan.FromSeconds(seconds));

    private static SingleUserSettings? Read(out IReadOnlyList<string> mistakes, params (string Name, string? Value)[] changes)
    {
        var variables = new Dictionary<string, string?>(Given.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)));
        foreach (var (name, value) in changes)
            variables[name] = value;
        return SingleUserEnvironment.Read(variables.GetValueOrDefault, out mistakes);
    }
}
