using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Tests.Domain.Spawners;

public sealed class SpawnEnvironmentTests
{
    private static readonly SpawnEnvironment Plain = new()
    {
        UserName = "ada@x",
        ServerName = "",
        BaseUrl = "/base/",
        Prefix = "/base/user/ada@x/",
        ApiUrl = "http://127.0.0.1:8081/base/hub/api",
        ApiToken = "secret",
    };

    [Test]
    public void A_default_server_is_told_exactly_this()
    {
        var scopes = """["access:servers!server=ada@x/","access:servers!user=ada@x"]""";
        Plain.VariablesAt("127.0.0.1", 5000).ShouldBe(
            new Dictionary<string, string>
            {
                ["JUPYTERHUB_API_TOKEN"] = "secret",
                ["JPY_API_TOKEN"] = "secret",
                ["JUPYTERHUB_CLIENT_ID"] = "jupyterhub-user-ada%40x",
                ["JUPYTERHUB_USER"] = "ada@x",
                ["JUPYTERHUB_SERVER_NAME"] = "",
                ["JUPYTERHUB_OAUTH_ACCESS_SCOPES"] = scopes,
                ["JUPYTERHUB_OAUTH_SCOPES"] = scopes,
                ["JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES"] = "[]",
                ["JUPYTERHUB_API_URL"] = "http://127.0.0.1:8081/base/hub/api",
                ["JUPYTERHUB_ACTIVITY_URL"] = "http://127.0.0.1:8081/base/hub/api/users/ada@x/activity",
                ["JUPYTERHUB_BASE_URL"] = "/base/",
                ["JUPYTERHUB_SERVICE_PREFIX"] = "/base/user/ada@x/",
                ["JUPYTERHUB_SERVICE_URL"] = "http://127.0.0.1:5000/base/user/ada@x/",
                ["JUPYTERHUB_OAUTH_CALLBACK_URL"] = "/base/user/ada@x/oauth_callback",
                ["JUPYTERHUB_HOST"] = "",
                ["JUPYTERHUB_PUBLIC_URL"] = "",
                ["JUPYTERHUB_PUBLIC_HUB_URL"] = "",
                ["JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"] = "0",
            },
            ignoreOrder: true);
    }

    [Test]
    public void What_is_set_is_added()
    {
        var variables = (Plain with
        {
            ServerName = "lab",
            Prefix = "/base/user/ada@x/lab/",
            UserHost = "https://ada.example.org",
            PublicHost = "https://example.org",
            CookieHostPrefix = true,
            CookieOptions = new JsonObject { ["secure"] = true },
            AdminAccess = true,
            NotebookDir = "/home/{username}/{{x}}",
            DefaultUrl = "{base_url}tree",
            Debug = true,
            DisableUserConfig = true,
            MemLimit = 1073741824,
            CpuLimit = 2,
            CpuGuarantee = 0.5,
            AllowedScopes = ["read:users!user"],
        }).VariablesAt("", 80, "https");

        variables["JUPYTERHUB_SERVICE_URL"].ShouldBe("https://:80/base/user/ada@x/lab/");
        variables["JUPYTERHUB_OAUTH_CALLBACK_URL"].ShouldBe("https://ada.example.org/base/user/ada@x/lab/oauth_callback");
        variables["JUPYTERHUB_CLIENT_ID"].ShouldBe("jupyterhub-user-ada%40x-lab");
        variables["JUPYTERHUB_HOST"].ShouldBe("https://example.org");
        variables["JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"].ShouldBe("1");
        variables["JUPYTERHUB_COOKIE_OPTIONS"].ShouldBe("""{"secure":true}""");
        variables["JUPYTERHUB_ADMIN_ACCESS"].ShouldBe("1");
        variables["JUPYTERHUB_ROOT_DIR"].ShouldBe("/home/ada@x/{x}");
        variables["JUPYTERHUB_DEFAULT_URL"].ShouldBe("/base/user/ada@x/lab/tree");
        variables["JUPYTERHUB_DEBUG"].ShouldBe("1");
        variables["JUPYTERHUB_DISABLE_USER_CONFIG"].ShouldBe("1");
        variables["MEM_LIMIT"].ShouldBe("1073741824");
        variables["CPU_LIMIT"].ShouldBe("2.0");
        variables["CPU_GUARANTEE"].ShouldBe("0.5");
        variables["JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES"].ShouldBe("""["read:users!user"]""");
        variables.ShouldNotContainKey("MEM_GUARANTEE");
    }

    [Test]
    public void The_operators_environment_wins_over_the_hub_and_the_hub_over_what_is_kept()
    {
        var variables = (Plain with
        {
            Kept = new Dictionary<string, string> { ["JUPYTERHUB_USER"] = "kept", ["LANG"] = "C" },
            Overrides = new Dictionary<string, string> { ["JUPYTERHUB_API_URL"] = "http://elsewhere" },
        }).VariablesAt("127.0.0.1", 1);

        variables["JUPYTERHUB_USER"].ShouldBe("ada@x");
        variables["LANG"].ShouldBe("C");
        variables["JUPYTERHUB_API_URL"].ShouldBe("http://elsewhere");
    }

    [Test]
    public void Only_variables_the_hub_has_are_kept() =>
        SpawnEnvironment.Keep(["A", "B", "A"], name => name == "A" ? "1" : null)
            .ShouldBe(new Dictionary<string, string> { ["A"] = "1" });

    [TestCase("{user}")]
    [TestCase("/home/{username")]
    [TestCase("/home/}")]
    public void A_template_with_a_mistake_fails_the_start_and_tells_the_operator(string template)
    {
        var failure = Should.Throw<SpawnFailedException>(() => (Plain with { NotebookDir = template }).VariablesAt("", 1));
        failure.Detail.ShouldNotBeNull().ShouldContain(template);
    }
}
