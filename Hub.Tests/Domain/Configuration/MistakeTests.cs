using Hub.Domain.Configuration.Traits;
using Hub.Tests.Security;

namespace Hub.Tests.Domain.Configuration;

public class MistakeTests
{
    [Test]
    public void All_mistakes_are_listed_at_once()
    {
        var result = Reading.Of(
            new Hub.Domain.Configuration.Sources.JsonFileSource("hub.json", """
                {
                  "JupyterHub": {
                    "port": "8000",
                    "allow_named_server": true,
                    "concurrent_spawn_limit": -1
                  },
                  "Spawnr": {"cmd": ["x"]}
                }
                """),
            Reading.Environment(("Spawner__start_timeout", "soon")),
            Reading.CommandLine("--prot=1", "--Spawner.debug=perhaps"));

        result.Configuration.ShouldBeNull();
        result.Mistakes.Lines().Select(line => line.Split("; allowed")[0]).ShouldBe([
            "--prot (command line): is not a flag of the hub",
            "JupyterHub.allow_named_server = true (hub.json line 4): there is no such trait",
            "Spawnr.cmd (hub.json line 7): there is no such class",
            "JupyterHub.port = \"8000\" (hub.json line 3): is a string",
            "JupyterHub.concurrent_spawn_limit = -1 (hub.json line 5): is too small",
            "Spawner.start_timeout = \"soon\" (environment variable Spawner__start_timeout): is a string",
            "Spawner.debug = \"perhaps\" (command line, --Spawner.debug): is a string",
        ], ignoreOrder: true);
    }

    [TestCase("JupyterHub.allow_named_server", "JupyterHub.allow_named_servers")]
    [TestCase("JupyterHub.bas_url", "JupyterHub.base_url")]
    [TestCase("JupyterHub.prot", "JupyterHub.port")]
    [TestCase("JupyterHub.cmd", "Spawner.cmd")]
    [TestCase("Spawner.home_dir_template", "SimpleLocalProcessSpawner.home_dir_template")]
    [TestCase("SimpleLocalProcessSpawner.notebok_dir", "SimpleLocalProcessSpawner.notebook_dir")]
    [TestCase("DummyAuthenticator.alow_all", "DummyAuthenticator.allow_all")]
    [TestCase("JupyterHb.port", "JupyterHub.port")]
    [TestCase("jupyterhub.port", "JupyterHub.port")]
    public void What_was_probably_meant_is_suggested(string written, string meant)
    {
        var parts = written.Split('.');

        Reading.Trait(parts[0], parts[1], "1").Mistakes.ShouldHaveSingleItem().Suggestion.ShouldBe(meant);
    }

    [TestCase("--prot=1", "--port")]
    [TestCase("--confg=x", "--config")]
    [TestCase("--debugg", "--debug")]
    public void A_mistyped_flag_gets_a_suggestion(string argument, string meant) =>
        Reading.Of(Reading.CommandLine(argument)).Mistakes.ShouldHaveSingleItem().Suggestion.ShouldBe(meant);

    [Test]
    public void Nothing_far_off_is_suggested() =>
        Reading.File("""{"JupyterHub": {"completely_different": 1}}""").Mistakes.ShouldHaveSingleItem().Suggestion.ShouldBeNull();

    [TestCase("--port")]
    [TestCase("--config")]
    [TestCase("--Spawner.cmd", "--debug")]
    public void A_flag_without_its_value_is_a_mistake(params string[] arguments) =>
        Reading.Of(Reading.CommandLine(arguments)).Mistakes.ShouldHaveSingleItem().Problem.ShouldBe("has no value");

    [TestCase("JupyterHub", "extra_handlers", "[[\"/x\", \"Handler\"]]", "a service (JupyterHub.services)")]
    [TestCase("Spawner", "pre_spawn_hook", "\"my_hook\"", "HubHooks.pre_spawn_command, HubHooks.pre_spawn_url, Spawner.group_overrides or Spawner.apply_user_options")]
    public void A_trait_that_takes_Python_is_refused_with_the_way_out(string className, string trait, string value, string instead)
    {
        var mistake = Reading.Trait(className, trait, value).Mistakes.ShouldHaveSingleItem();

        mistake.Problem.ShouldContain("Python");
        mistake.Instead.ShouldBe(instead);
    }

    [TestCase("JupyterHub", "extra_handlers", "[]")]
    [TestCase("Spawner", "pre_spawn_hook", "null")]
    [TestCase("JupyterHub", "internal_ssl", "false")]
    [TestCase("JupyterHub", "service_check_interval", "60")]
    public void An_unsupported_trait_at_its_default_is_silent(string className, string trait, string value)
    {
        var result = Reading.Trait(className, trait, value);

        result.Valid();
        result.Warnings.ShouldBeEmpty();
    }

    [TestCase("JupyterHub", "trusted_alt_names", "[\"DNS:hub\"]")]
    [TestCase("CryptKeeper", "n_threads", "3")]
    [TestCase("DockerSpawner", "image", "\"a/b\"")]
    [TestCase("KubeSpawner", "storage_capacity", "\"1Gi\"")]
    public void A_trait_not_supported_yet_is_a_warning(string className, string trait, string value)
    {
        var result = Reading.Trait(className, trait, value);

        result.Valid();
        result.Warnings.Lines().ShouldContain(line => line.StartsWith($"{className}.{trait} (hub.json line 1): is not supported and has no effect; instead: "));
    }

    [Test]
    public void A_protection_that_is_not_there_is_not_passed_over() =>
        Reading.Trait("JupyterHub", "internal_ssl", "true").Mistakes.Lines().ShouldBe(
            [
                "JupyterHub.internal_ssl (hub.json line 1): is a protection that this hub does not have; instead: JupyterHub.ssl_cert and ssl_key towards "
                    + "visitors, and between hub, proxy and servers the addresses of one machine or an encrypted network",
            ]);

    [Test]
    public void Every_trait_without_effect_says_what_to_do_instead() => TraitCatalogue.All
        .Where(trait => trait.Status != TraitStatus.Supported && string.IsNullOrEmpty(trait.Instead)).Select(trait => trait.FullName).ShouldBeEmpty();

    [Test]
    public void The_type_of_a_trait_not_supported_yet_is_checked_all_the_same() =>
        Reading.File("""{"JupyterHub": {"internal_ssl": "yes"}}""").Mistakes.Lines()
            .ShouldBe(["JupyterHub.internal_ssl = \"yes\" (hub.json line 1): is a string; allowed: true or false"]);

    [TestCase("JupyterHub", "admin_users", "[\"ann\"]", "Authenticator.admin_users")]
    [TestCase("Authenticator", "whitelist", "[\"ann\"]", "Authenticator.allowed_users")]
    [TestCase("DummyAuthenticator", "whitelist", "[\"ann\"]", "DummyAuthenticator.allowed_users")]
    [TestCase("LocalAuthenticator", "group_whitelist", "[]", "LocalAuthenticator.allowed_groups")]
    [TestCase("JupyterHub", "proxy_auth_token", "\"abc\"", "ConfigurableHTTPProxy.auth_token")]
    [TestCase("JupyterHub", "proxy_cmd", "\"chp\"", "ConfigurableHTTPProxy.command")]
    [TestCase("JupyterHub", "debug_proxy", "true", "ConfigurableHTTPProxy.debug")]
    [TestCase("JupyterHub", "proxy_check_interval", "9", "ConfigurableHTTPProxy.check_running_interval")]
    public void An_old_name_is_a_warning_that_names_the_new_one(string className, string trait, string value, string successor)
    {
        var result = Reading.Trait(className, trait, value);

        result.Valid();
        result.Warnings.Lines().ShouldContain($"{className}.{trait} (hub.json line 1): is deprecated; instead: {successor}");
    }

    [Test]
    [Advisory("GHSA-384w-5v3f-q499")]
    public void Old_names_set_their_successors()
    {
        var configuration = Reading.File("""
            {"JupyterHub": {"admin_users": ["ann"], "proxy_auth_token": "abc", "proxy_cmd": "chp --x", "proxy_check_interval": 9},
             "Authenticator": {"whitelist": ["ben"]}}
            """).Valid();

        configuration.Authenticator.AdminUsers.ShouldBe(["ann"]);
        configuration.Authenticator.AllowedUsers.ShouldBe(["ben"]);
        configuration.Proxy.AuthToken.ShouldBe("abc");
        configuration.Proxy.Command.ShouldBe(["chp --x"]);
        configuration.Proxy.CheckRunningInterval.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Test]
    public void Tornado_settings_know_their_keys()
    {
        var result = Reading.File("""
            {"JupyterHub": {"tornado_settings": {
              "slow_spawn_timeout": 0.5, "headers": {"X-A": "b"}, "cookie_options": {"secure": true}, "xsrf_cookies": false,
              "slow_stop_timout": 3, "slow_stop_timeout": "3"}}}
            """);

        result.Mistakes.Lines().ShouldBe([
            "JupyterHub.tornado_settings[\"slow_stop_timout\"] (hub.json line 1): there is no such key; allowed: the keys cookie_options, "
            + "headers, slow_spawn_timeout, slow_stop_timeout; did you mean slow_stop_timeout?",
            "JupyterHub.tornado_settings[\"slow_stop_timeout\"] = \"3\" (hub.json line 1): is a string; allowed: a number of seconds",
        ]);
        result.Warnings.Lines().ShouldHaveSingleItem().ShouldStartWith("JupyterHub.tornado_settings[\"xsrf_cookies\"]");
    }

    [Test]
    public void Tornado_settings_reach_the_features_they_are_for()
    {
        var configuration = Reading.File("""
            {"JupyterHub": {"tornado_settings": {
              "slow_spawn_timeout": 0.5, "slow_stop_timeout": 0, "headers": {"X-A": "b"}, "cookie_options": {"secure": true}}}}
            """).Valid();

        configuration.Servers.SlowSpawnTimeout.ShouldBe(TimeSpan.FromSeconds(0.5));
        configuration.Servers.SlowStopTimeout.ShouldBe(TimeSpan.Zero);
        configuration.Pages.Headers["X-A"].ShouldBe("b");
        configuration.Sessions.CookieOptions["secure"].GetBoolean().ShouldBeTrue();
    }
}
