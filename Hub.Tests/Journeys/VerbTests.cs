using Dapper;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Journeys;

/// <summary>The program's verbs, as an operator types them.</summary>
public sealed class VerbTests
{
    private const string Secret = "a-secret-nobody-may-see";
    private HubPlace place = null!;

    [OneTimeSetUp]
    public void Prepare() => place = new HubPlace(("DummyAuthenticator.password", Secret));

    [OneTimeTearDown]
    public async Task Remove() => await place.DisposeAsync();

    [Test]
    public async Task A_token_is_made_whether_the_hub_runs_or_not()
    {
        var hub = await place.StartAsync();
        using var admin = place.Rest();
        await admin.AddUserAsync("ada");
        var made = await place.RunAsync("token", "ada", "--config", place.ConfigFile);
        made.ExitCode.ShouldBe(0, made.Said);
        var token = made.Output.Trim();
        using (var ada = place.Rest(token))
            ((string?)(await ada.GetAsync("user")).Json["name"]).ShouldBe("ada");
        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);

        made = await place.RunAsync("token", "--config", place.ConfigFile, "ada");
        made.ExitCode.ShouldBe(0, made.Said);
        made.Output.Trim().ShouldNotBe(token);
        var unknown = await place.RunAsync("token", "nobody", "--config", place.ConfigFile);
        unknown.ExitCode.ShouldBe(1);
        unknown.Said.ShouldContain("There is no user nobody");

        await place.StartAsync();
        foreach (var either in new[] { token, made.Output.Trim() })
        {
            using var ada = place.Rest(either);
            ((string?)(await ada.GetAsync("user")).Json["name"]).ShouldBe("ada");
        }
    }

    [Test]
    public async Task A_configuration_is_checked_without_a_start()
    {
        var good = await place.RunAsync("validate-config", "--config", place.ConfigFile);
        (good.ExitCode, good.Output).ShouldSatisfyAllConditions(
            found => found.ExitCode.ShouldBe(0, good.Said), found => found.Output.ShouldContain("The configuration is valid"));
        var bad = await place.RunAsync("validate-config", "--config", place.ConfigFile, "--JupyterHub.prot=1");
        bad.ExitCode.ShouldBe(1);
        bad.Said.ShouldContain("JupyterHub.prot");
        var missing = await place.RunAsync("validate-config", "--config", "no-such-file.json");
        missing.ExitCode.ShouldBe(1);
        missing.Said.ShouldContain("no-such-file.json");
        missing.Said.ShouldNotContain("   at ");
    }

    [Test]
    public async Task The_effective_configuration_is_shown_with_origins_and_without_secrets()
    {
        var shown = await place.RunAsync("show-config", "--config", place.ConfigFile, "--JupyterHub.log_level=DEBUG");
        shown.ExitCode.ShouldBe(0, shown.Said);
        shown.Output.ShouldContain($"JupyterHub.port = {place.Port}");
        shown.Output.ShouldContain(place.ConfigFile);
        shown.Output.ShouldContain("JupyterHub.log_level = \"DEBUG\"");
        shown.Output.ShouldContain("DummyAuthenticator.password = ");
        shown.Said.ShouldNotContain(Secret);
        shown.Said.ShouldNotContain(HubPlace.AdminToken);
    }

    [Test]
    public async Task A_generated_configuration_is_valid_as_it_is()
    {
        var generated = await place.RunAsync("generate-config");
        generated.ExitCode.ShouldBe(0, generated.Said);
        var file = Path.Combine(place.Folder, "generated.json");
        await File.WriteAllTextAsync(file, generated.Output);
        var checkedRun = await place.RunAsync("validate-config", "--config", file);
        checkedRun.ExitCode.ShouldBe(0, checkedRun.Said);
        checkedRun.Output.ShouldContain("The configuration is valid.");
    }

    [Test]
    public async Task Nothing_is_deleted_unless_somebody_says_so_twice()
    {
        await using var kept = await HubApplication.DatabaseAsync();
        await using var rows = new NpgsqlConnection(kept.ConnectionString);
        await rows.ExecuteAsync("INSERT INTO users (name, admin, created) VALUES ('ada', false, now())");
        await using var here = new HubPlace(("JupyterHub.db_url", kept.ConnectionString), ("JupyterHub.reset_db", true));
        var run = await here.RunAsync("serve", "--config", here.ConfigFile);
        run.ExitCode.ShouldBe(1, run.Said);
        run.Said.ShouldContain("JupyterHub.reset_db deletes all users, groups, tokens and servers in");
        run.Said.ShouldContain("set JupyterHub.answer_yes too");
        (await UsersAsync()).ShouldBe(["ada"]);

        await here.StartAsync("--JupyterHub.answer_yes=true");
        (await UsersAsync()).ShouldBe(["admin"]);

        Task<IEnumerable<string>> UsersAsync() => rows.QueryAsync<string>("SELECT name FROM users");
    }

    [TestCase("--help", 0, "validate-config")]
    [TestCase("--version", 0, "JupyterHub API 6.0.0")]
    [TestCase("sreve", 2, "There is no verb 'sreve'")]
    [TestCase("token", 1, "Which user?")]
    public async Task A_verb_says_what_it_is_or_that_it_is_none(string verb, int code, string words)
    {
        var run = await place.RunAsync(verb);
        run.ExitCode.ShouldBe(code, run.Said);
        run.Said.ShouldContain(words);
    }
}
