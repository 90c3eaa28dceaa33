using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Sources;

namespace Hub.Tests.Domain.Configuration;

public class TextSourceTests
{
    [Test]
    public void Text_becomes_what_the_trait_asks_for()
    {
        var configuration = Reading.Of(Reading.Environment(
            ("JupyterHub__port", "8"),
            ("JupyterHub__base_url", "\"/quoted/\""),
            ("JupyterHub__allow_named_servers", "True"),
            ("JupyterHub__cleanup_servers", "0"),
            ("JupyterHub__cookie_max_age_days", "0.5"),
            ("JupyterHub__extra_user_scopes", "[\"a\", \"b\"]"),
            ("JupyterHub__load_groups", "{\"g\": [\"ann\"]}"),
            ("JupyterHub__default_server_name", "007"),
            ("Authenticator__allowed_users", "ann"),
            ("Authenticator__allow_all", "None"),
            ("Spawner__cmd", "jupyter-labhub"),
            ("Spawner__environment", "A=b=c"),
            ("Spawner__mem_limit", "1G"),
            ("Spawner__cpu_limit", "1"),
            ("HOME", "/root"), ("Other__thing", "x"), ("JupyterHub_port", "no"))).Valid();

        configuration.Urls.Port.ShouldBe(8);
        configuration.Urls.BaseUrl.ShouldBe("/quoted/");
        configuration.Servers.AllowNamedServers.ShouldBeTrue();
        configuration.Servers.CleanupServers.ShouldBeFalse();
        configuration.Servers.DefaultServerName.ShouldBe("007");
        configuration.Sessions.CookieMaxAgeDays.ShouldBe(0.5);
        configuration.Roles.ExtraUserScopes.ShouldBe(["a", "b"], ignoreOrder: true);
        configuration.Groups.LoadGroups["g"].Users.ShouldBe(["ann"]);
        configuration.Authenticator.AllowedUsers.ShouldBe(["ann"]);
        configuration.Authenticator.AllowAll.ShouldBeNull();
        configuration.Spawner.Cmd.ShouldBe(["jupyter-labhub"]);
        configuration.Spawner.Environment["A"].ShouldBe("b=c");
        configuration.Spawner.MemLimit.ShouldBe(1 << 30);
        configuration.Spawner.CpuLimit.ShouldBe(1);
    }

    [Test]
    public void An_unknown_trait_in_the_environment_is_a_mistake() =>
        Reading.Of(Reading.Environment(("JupyterHub__prot", "8"))).Mistakes.Lines().ShouldHaveSingleItem()
            .ShouldStartWith("JupyterHub.prot = \"8\" (environment variable JupyterHub__prot): there is no such trait");

    [TestCase("Spawner__args", "[--debug]", "is a string")]
    [TestCase("Spawner__environment", "nothing", "is a string")]
    [TestCase("JupyterHub__port", "8k", "is a string")]
    public void Text_that_cannot_be_the_trait_is_a_mistake(string variable, string text, string problem) =>
        Reading.Of(Reading.Environment((variable, text))).Mistakes.ShouldHaveSingleItem().Problem.ShouldBe(problem);

    [Test]
    public void Flags_take_their_value_after_a_sign_or_a_space_and_may_be_repeated()
    {
        var commandLine = Reading.CommandLine(
            "-f", "a.json", "--config=b.json", "--ip", "::1", "--port=81", "--debug", "--Spawner.args=--one", "--Spawner.args=--two",
            "--Spawner.environment=A=1", "--Spawner.environment=B=2", "--JupyterHub.hub_port", "82", "--JupyterHub.hub_port=83");

        commandLine.ConfigFiles.ShouldBe(["a.json", "b.json"]);
        var configuration = Reading.Of(commandLine).Valid();
        configuration.Urls.Ip.ShouldBe("::1");
        configuration.Urls.Port.ShouldBe(81);
        configuration.Urls.HubPort.ShouldBe(83);
        configuration.Log.LogLevel.ShouldBe(HubLogLevel.Debug);
        configuration.Spawner.Args.ShouldBe(["--one", "--two"]);
        configuration.Spawner.Environment.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }, ignoreOrder: true);
    }

    [TestCase("--no-ssl")]
    [TestCase("--upgrade-db")]
    [TestCase("-y")]
    public void Flags_without_a_purpose_are_a_warning(string flag)
    {
        var result = Reading.Of(Reading.CommandLine(flag));

        result.Valid();
        result.Warnings.ShouldHaveSingleItem().Setting.ShouldBe(flag);
    }

    [Test]
    public void An_argument_without_a_flag_is_refused_and_not_repeated()
    {
        var mistake = Reading.Of(Reading.CommandLine("hunter2")).Mistakes.ShouldHaveSingleItem();

        mistake.ToString().ShouldNotContain("hunter2");
        new CommandLineSource([]).Mistakes.ShouldBeEmpty();
    }
}
