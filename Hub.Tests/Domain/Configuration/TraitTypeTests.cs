using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Servers;

namespace Hub.Tests.Domain.Configuration;

public class TraitTypeTests
{
    [TestCase("JupyterHub", "port", "\"8\"", "is a string")]
    [TestCase("JupyterHub", "port", "8.5", "has a fraction")]
    [TestCase("JupyterHub", "port", "8.0", "has a fraction")]
    [TestCase("JupyterHub", "port", "true", "is true or false")]
    [TestCase("JupyterHub", "port", "null", "is null")]
    [TestCase("JupyterHub", "port", "99999999999", "is out of range")]
    [TestCase("JupyterHub", "port", "65536", "is too large")]
    [TestCase("JupyterHub", "allow_named_servers", "1", "is a number")]
    [TestCase("JupyterHub", "allow_named_servers", "\"true\"", "is a string")]
    [TestCase("JupyterHub", "cookie_max_age_days", "\"14\"", "is a string")]
    [TestCase("JupyterHub", "base_url", "7", "is a number")]
    [TestCase("JupyterHub", "named_server_limit_per_user", "\"2\"", "is a string")]
    [TestCase("JupyterHub", "extra_user_scopes", "\"self\"", "is a string")]
    [TestCase("JupyterHub", "extra_user_scopes", "[\"self\", 1]", "is a number")]
    [TestCase("JupyterHub", "service_tokens", "[]", "is a list")]
    [TestCase("JupyterHub", "allow_existing_invalid_named_servers", "\"allow\"", "is none of these")]
    [TestCase("JupyterHub", "spawner_class", "\"docker\"", "is known, but not supported yet")]
    [TestCase("JupyterHub", "spawner_class", "\"my.Spawner\"", "is not a class the hub knows")]
    [TestCase("JupyterHub", "cookie_secret", "\"abc\"", "has 3 digits")]
    [TestCase("JupyterHub", "cookie_secret", "\"secret\"", "holds something else than hexadecimal digits")]
    [TestCase("JupyterHub", "hub_connect_url", "\"somewhere\"", "is not such a URL")]
    [TestCase("JupyterHub", "api_page_max_limit", "0", "is too small")]
    [TestCase("JupyterHub", "log_level", "\"LOUD\"", "is none of these")]
    [TestCase("Spawner", "cmd", "[]", "is empty")]
    [TestCase("Spawner", "cmd", "{}", "is an object")]
    [TestCase("Spawner", "args", "\"--debug\"", "is a string")]
    [TestCase("Spawner", "environment", "{\"A\": 1}", "is a number")]
    [TestCase("Spawner", "mem_limit", "\"1X\"", "has none of these suffixes")]
    [TestCase("Spawner", "mem_limit", "\"1024\"", "has none of these suffixes")]
    [TestCase("Spawner", "mem_limit", "\"bigG\"", "is not a number with a suffix")]
    [TestCase("Spawner", "options_from_form", "\"complex\"", "is none of these")]
    [TestCase("Spawner", "poll_jitter", "2", "is too large")]
    [TestCase("Spawner", "start_timeout", "60.5", "has a fraction")]
    [TestCase("Authenticator", "username_pattern", "\"[a-z\"", "is not a regular expression")]
    [TestCase("SharedPasswordAuthenticator", "user_password", "\"short\"", "is too short")]
    [TestCase("SharedPasswordAuthenticator", "admin_password", "\"not thirty-two\"", "is too short")]
    [TestCase("ConfigurableHTTPProxy", "log_level", "\"loud\"", "is none of these")]
    [TestCase("HubLog", "format", "\"xml\"", "is none of these")]
    public void A_value_of_the_wrong_type_is_refused(string className, string trait, string value, string problem)
    {
        var mistake = Reading.Trait(className, trait, value).Mistakes.ShouldHaveSingleItem();

        mistake.Setting.ShouldStartWith($"{className}.{trait}");
        mistake.Problem.ShouldStartWith(problem);
        mistake.Allowed.ShouldNotBeNullOrEmpty();
    }

    [TestCase("512", 512L)]
    [TestCase("\"1K\"", 1024L)]
    [TestCase("\"1.5M\"", 1572864L)]
    [TestCase("\"1G\"", 1073741824L)]
    [TestCase("\"2T\"", 2199023255552L)]
    [TestCase("null", null)]
    public void Bytes_are_read(string value, long? bytes) =>
        Reading.Trait("Spawner", "mem_limit", value).Valid().Spawner.MemLimit.ShouldBe(bytes);

    [TestCase("\"DEBUG\"", HubLogLevel.Debug)]
    [TestCase("\"info\"", HubLogLevel.Info)]
    [TestCase("\"WARNING\"", HubLogLevel.Warning)]
    [TestCase("30", HubLogLevel.Warning)]
    [TestCase("50", HubLogLevel.Critical)]
    public void A_log_level_is_a_name_or_a_number(string value, HubLogLevel level)
    {
        Reading.Trait("JupyterHub", "log_level", value).Valid().Log.LogLevel.ShouldBe(level);
        var result = Reading.Trait("Application", "log_level", value);
        result.Valid().Log.LogLevel.ShouldBe(level);
        result.Warnings.ShouldBeEmpty();
    }

    [Test]
    public void The_other_types_are_read()
    {
        var configuration = Reading.File("""
            {"JupyterHub": {"cookie_max_age_days": 7, "extra_user_scopes": ["a", "a"], "base_url": "jupyter",
                            "allow_existing_invalid_named_servers": "autorename", "named_server_limit_per_user": 3},
             "Spawner": {"cmd": "jupyter-labhub", "cpu_limit": 2},
             "ConfigurableHTTPProxy": {"log_level": "WARN"}}
            """).Valid();

        configuration.Sessions.CookieMaxAge.ShouldBe(TimeSpan.FromDays(7));
        configuration.Roles.ExtraUserScopes.ShouldBe(["a"]);
        configuration.Urls.BaseUrl.ShouldBe("/jupyter/");
        configuration.Servers.AllowExistingInvalidNamedServers.ShouldBe(InvalidNamedServers.AutoRename);
        configuration.Servers.NamedServerLimitPerUser.ShouldBe(3);
        configuration.Spawner.Cmd.ShouldBe(["jupyter-labhub"]);
        configuration.Spawner.CpuLimit.ShouldBe(2);
        configuration.Proxy.EffectiveLogLevel.ShouldBe(ProxyLogLevel.Warn);
    }

    [TestCase("dummy", "dummy")]
    [TestCase("DummyAuthenticator", "dummy")]
    [TestCase("jupyterhub.auth.DummyAuthenticator", "dummy")]
    [TestCase("Shared-Password", "shared-password")]
    [TestCase("jupyterhub.authenticators.shared.SharedPasswordAuthenticator", "shared-password")]
    public void Authenticators_go_by_several_names(string written, string alias) =>
        Reading.Trait("JupyterHub", "authenticator_class", $"\"{written}\"").Valid().Authenticator.AuthenticatorClass.ShouldBe(alias);

    [TestCase("simple", "simple")]
    [TestCase("jupyterhub.spawner.SimpleLocalProcessSpawner", "simple")]
    [TestCase("default", "localprocess")]
    [TestCase("jupyterhub.spawner.LocalProcessSpawner", "localprocess")]
    public void Spawners_go_by_several_names(string written, string alias) =>
        Reading.Trait("JupyterHub", "spawner_class", $"\"{written}\"").Valid().Spawner.SpawnerClass.ShouldBe(alias);
}
