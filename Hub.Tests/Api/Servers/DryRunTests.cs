using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Api.Servers;

public sealed class DryRunTests : ApiFixture
{
    [Test]
    public async Task A_dry_run_says_in_the_log_what_it_would_stop_and_stops_nothing()
    {
        await UsersAsync("lazy");
        (await Admin.PostAsync("users/lazy/server")).ShouldBe(201);
        await using var database = new NpgsqlConnection(App.ConnectionString);
        await database.ExecuteAsync("UPDATE servers SET last_activity = now() - interval '1 day'");
        await App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        App.Log.Text.ShouldContain("lazy would be stopped: It was not used for 10 minutes (HubIdleCuller.dry_run)");
        (await Admin.GetAsync("users/lazy/server")).Json.Value<bool>("ready").ShouldBeTrue();
        // Nor is its owner told of an end that does not come.
        (await Admin.GetAsync("users/lazy/server/keep")).ShouldBe(200, """{"keep_until": null, "stops_at": null, "why": null}""");
        using var page = new PageClient(App.Port);
        (await page.LoginAsync("lazy")).Dispose();
        using var home = await page.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldNotContain("will-stop");
    }

    [Test]
    public async Task The_words_and_the_place_of_a_ready_server_are_the_operators()
    {
        await UsersAsync("gusto");
        (await Admin.PostAsync("users/gusto/server")).ShouldBe(201);
        ProgressLines.Of((await Admin.GetAsync("users/gusto/server/progress")).Text).Single().ShouldBe(
            """
            {"progress":100,"ready":true,"message":"Have fun, gusto: /user/gusto/lab","html_message":"Have fun, gusto: <a href=\"/user/gusto/lab\">/user/gusto/lab</a>","url":"/user/gusto/lab"}
            """.Trim());
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        IdleCuller = new IdleCullerOptions { Timeout = 600, DryRun = true, CullEvery = TimeSpan.FromHours(1) },
        Hooks = new HookOptions { ReadyMessage = "Have fun, {username}: {url}lab", ReadyUrl = "{url}lab" },
    };
}
