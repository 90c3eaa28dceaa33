using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Api.Servers;

public sealed class IdleCullerTests : ApiFixture
{
    [Test]
    public async Task Idle_servers_are_stopped_with_their_reason_and_used_or_kept_ones_are_not()
    {
        await UsersAsync("idle", "busy", "kept");
        foreach (var name in (string[])["idle", "busy", "kept"])
            (await Admin.PostAsync($"users/{name}/server")).ShouldBe(201);
        (await Admin.PostAsync("users/idle/servers/extra")).ShouldBe(201);
        await AgeAsync("idle", "kept");
        using var kept = await ClientAsync("kept", "self");
        (await kept.PutAsync("users/kept/server/keep", """{"seconds": 3600}""")).Status.ShouldBe(200);
        (await kept.GetAsync("users/kept/server/keep")).Json.Value<string>("why").ShouldBe("It was not used for 10 minutes");
        await App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        (await StoppedAsync("idle"), await StoppedAsync("busy"), await StoppedAsync("kept")).ShouldBe((true, false, false));
        (await Admin.GetAsync("users/idle/servers/extra")).Json.Value<bool>("stopped").ShouldBeTrue("and not removed, as nobody wants that");
        var attempt = (await Admin.GetAsync("users/idle/server/history")).Json[0]!;
        (attempt.Value<string>("outcome"), attempt.Value<string>("cause")).ShouldBe(("stopped", "It was not used for 10 minutes"));
        (await kept.DeleteAsync("users/kept/server/keep")).ShouldBe(204);
        await App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        (await StoppedAsync("kept")).ShouldBeTrue();
    }

    [Test]
    public async Task Nobody_keeps_a_server_for_ever_and_a_page_warns_before_its_end()
    {
        await UsersAsync("bold");
        (await Admin.PutAsync("users/bold/server/keep", """{"seconds": 60}""")).ShouldFail(400, "bold is not running");
        (await Admin.PostAsync("users/bold/server")).ShouldBe(201);
        (await Admin.PutAsync("users/bold/server/keep", """{"seconds": 86401}""")).ShouldFail(400, "seconds must be between 1 and 86400");
        using var page = new PageClient(App.Port);
        (await page.LoginAsync("bold")).Dispose();
        using var home = await page.GetAsync("/hub/home");
        var text = await home.TextAsync();
        text.ShouldContain("id=\"will-stop\"");
        text.ShouldContain("It was not used for 10 minutes. It stays when it is used.");
    }

    [Test]
    public async Task The_times_of_a_group_hold_for_its_members_alone()
    {
        await UsersAsync("pupil", "guest");
        await Admin.PostAsync("groups/class");
        (await Admin.PostAsync("groups/class/users", """{"users": ["pupil"]}""")).Status.ShouldBe(200);
        foreach (var name in (string[])["pupil", "guest"])
            (await Admin.PostAsync($"users/{name}/server")).ShouldBe(201);
        await ExecuteAsync("UPDATE servers SET started = now() - interval '2 hours'");
        (await Admin.PutAsync("users/pupil/server/keep", """{"seconds": 3600}""")).Status.ShouldBe(200);
        await App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        (await StoppedAsync("pupil")).ShouldBeFalse("it is kept");

        // Who starts it anew starts without the promise that was made for another.
        (await Admin.DeleteAsync("users/pupil/server")).ShouldBe(204);
        (await Admin.PostAsync("users/pupil/server")).ShouldBe(201);
        (await Admin.GetAsync("users/pupil/server/keep")).Json.Value<string>("keep_until").ShouldBeNull();
        await ExecuteAsync("UPDATE servers SET started = now() - interval '2 hours'");
        await App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        (await StoppedAsync("pupil"), await StoppedAsync("guest")).ShouldBe((true, false));
        (await Admin.GetAsync("users/pupil/server/history")).Json[0]!.Value<string>("cause").ShouldBe("It ran for 60 minutes, as long as servers may here");
    }

    [Test]
    public async Task A_page_warns_of_no_end_that_is_far_away()
    {
        await UsersAsync("early");
        (await Admin.PostAsync("users/early/server")).ShouldBe(201);
        (await Admin.PutAsync("users/early/server/keep", """{"seconds": 7200}""")).Status.ShouldBe(200);
        using var page = new PageClient(App.Port);
        (await page.LoginAsync("early")).Dispose();
        using var home = await page.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldNotContain("will-stop");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { AllowNamedServers = true },
        IdleCuller = new IdleCullerOptions
        {
            Timeout = 600,
            CullEvery = TimeSpan.FromHours(1),
            Policies = new Dictionary<string, CullPolicy> { ["class"] = new() { Groups = ["class"], MaxAge = 3600 } },
        },
    };

    private async Task<bool> StoppedAsync(string name) => (await Admin.GetAsync($"users/{name}/server")).Json.Value<bool>("stopped");

    private Task AgeAsync(params string[] names) => ExecuteAsync(
        "UPDATE servers SET last_activity = now() - interval '11 min' FROM users u WHERE u.id = user_id AND u.name = ANY (@names)", new { names });

    private async Task ExecuteAsync(string sql, object? values = null)
    {
        await using var connection = new NpgsqlConnection(App.ConnectionString);
        await connection.ExecuteAsync(sql, values);
    }
}
