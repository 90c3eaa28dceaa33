using Hub.Domain.Configuration.Sources;

namespace Hub.Tests.Domain.Configuration;

public class PrecedenceTests
{
    private const string Json = """{"JupyterHub": {"port": 1, "ip": "1.1.1.1", "hub_port": 1}}""";

    [Test]
    public void The_command_line_beats_the_environment_and_that_the_file()
    {
        var configuration = Reading.Of(
            new JsonFileSource("hub.json", Json),
            Reading.Environment(("JupyterHub__port", "2"), ("JupyterHub__hub_port", "2")),
            Reading.CommandLine("--port=3")).Valid();

        configuration.Urls.Port.ShouldBe(3);
        configuration.Urls.HubPort.ShouldBe(2);
        configuration.Urls.Ip.ShouldBe("1.1.1.1");
        var origins = configuration.Values.ToDictionary(value => value.Trait, value => value.Origin);
        origins["JupyterHub.port"].ShouldBe("command line, --port");
        origins["JupyterHub.hub_port"].ShouldBe("environment variable JupyterHub__hub_port");
        origins["JupyterHub.ip"].ShouldBe("hub.json line 1");
        origins["JupyterHub.base_url"].ShouldBe("default");
        configuration.IsSet("JupyterHub.ip").ShouldBeTrue();
        configuration.IsSet("JupyterHub.base_url").ShouldBeFalse();
    }

    [Test]
    public async Task Files_come_first_and_the_command_line_last()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "precedence.json");
        await File.WriteAllTextAsync(path, Json);

        var sources = await ConfigurationSources.LoadAsync(
            Reading.CommandLine("--config", path, "--port=3"), Reading.Environment(("JupyterHub__hub_port", "2")), CancellationToken.None);

        var urls = Reading.Of([.. sources]).Valid().Urls;
        (urls.Ip, urls.HubPort, urls.Port).ShouldBe(("1.1.1.1", 2, 3));
    }

    [Test]
    public void A_later_file_beats_an_earlier_one() => Reading.Of(
        new JsonFileSource("a.json", Json), new JsonFileSource("b.json", """{"JupyterHub": {"port": 9}}""")).Valid().Urls.Port.ShouldBe(9);

    [Test]
    public void The_most_specific_class_wins_whatever_the_source()
    {
        var configuration = Reading.Of(
            new JsonFileSource("hub.json", """
                {"JupyterHub": {"spawner_class": "simple", "authenticator_class": "dummy"},
                 "Spawner": {"cmd": "a", "http_timeout": 1},
                 "LocalProcessSpawner": {"cmd": "b", "kill_timeout": 1},
                 "SimpleLocalProcessSpawner": {"cmd": "c", "term_timeout": 2},
                 "DummyAuthenticator": {"allowed_users": ["ann"]}, "Authenticator": {"allowed_users": ["ben"]}}
                """),
            Reading.CommandLine("--Spawner.cmd=d", "--LocalProcessSpawner.http_timeout=2")).Valid();

        configuration.Spawner.Cmd.ShouldBe(["c"]);
        configuration.Spawner.HttpTimeout.ShouldBe(TimeSpan.FromSeconds(2));
        configuration.Spawner.KillTimeout.ShouldBe(TimeSpan.FromSeconds(1));
        configuration.Spawner.TermTimeout.ShouldBe(TimeSpan.FromSeconds(2));
        configuration.Authenticator.AllowedUsers.ShouldBe(["ann"]);
        configuration.Values.Single(value => value.Trait == "Spawner.cmd").Origin.ShouldBe("hub.json line 4 as SimpleLocalProcessSpawner.cmd");
    }

    [Test]
    public void A_class_not_in_use_has_no_effect_but_is_checked()
    {
        var result = Reading.File("""
            {"JupyterHub": {"spawner_class": "localprocess"},
             "SimpleLocalProcessSpawner": {"cmd": "c"}, "DummyAuthenticator": {"allow_all": 7}}
            """);

        result.Mistakes.Lines().ShouldHaveSingleItem().ShouldStartWith("DummyAuthenticator.allow_all = 7");
        result.Warnings.Lines().ShouldBe([
            "SimpleLocalProcessSpawner.cmd (hub.json line 2): has no effect, because the class in use is LocalProcessSpawner",
            "DummyAuthenticator.allow_all (hub.json line 2): has no effect, because the class in use is PAMAuthenticator",
        ]);
    }

    [Test]
    public void Without_any_source_there_are_the_defaults_of_JupyterHub()
    {
        var configuration = Reading.Of().Valid();

        configuration.Servers.ConcurrentSpawnLimit.ShouldBe(100);
        configuration.Spawner.EnvKeep.ShouldContain("PATH");
        configuration.Spawner.HomeDirTemplate.ShouldBe("/tmp/{username}");
        configuration.Database.IsEmbedded.ShouldBeTrue();
        configuration.Authenticator.AllowsAnyone.ShouldBeFalse();
        configuration.Values.ShouldAllBe(value => value.IsDefault);
    }

    [TestCase("{}", false, false)]
    [TestCase("""{"JupyterHub": {"authenticator_class": "dummy"}}""", true, false)]
    [TestCase("""{"JupyterHub": {"authenticator_class": "dummy"}, "Authenticator": {"allowed_users": ["ann"]}}""", false, true)]
    [TestCase("""{"Authenticator": {"allowed_users": ["ann"], "allow_existing_users": false}}""", false, false)]
    [TestCase("""{"Authenticator": {"allow_all": true}}""", true, false)]
    public void Who_is_allowed_follows_from_several_traits(string json, bool all, bool existing)
    {
        var options = Reading.File(json).Valid().Authenticator;

        options.AllowsAll.ShouldBe(all);
        options.AllowsExistingUsers.ShouldBe(existing);
    }

    [Test]
    public void JupyterHubs_own_variables_count_where_nothing_is_set()
    {
        var environment = Reading.Environment(("CONFIGPROXY_AUTH_TOKEN", "from-env"), ("JPY_COOKIE_SECRET", new string('a', 64)));

        var alone = Reading.Of(environment).Valid();
        alone.Proxy.AuthToken.ShouldBe("from-env");
        alone.Sessions.CookieSecret.ShouldBe(new string('a', 64));
        Reading.Of(new JsonFileSource("hub.json", """{"ConfigurableHTTPProxy": {"auth_token": "from-file"}}"""), environment).Valid()
            .Proxy.AuthToken.ShouldBe("from-file");
    }

    [Test]
    public void A_wrong_variable_of_JupyterHub_is_a_mistake_without_its_value() =>
        Reading.Of(Reading.Environment(("JPY_COOKIE_SECRET", "nonsense"))).Mistakes.Lines().ShouldBe([
            "JupyterHub.cookie_secret = <hidden> (environment variable JPY_COOKIE_SECRET): holds something else than hexadecimal digits; "
            + "allowed: 32 bytes as 64 hexadecimal digits",
        ]);
}
