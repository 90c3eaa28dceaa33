using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Replicas;

public sealed class TwoHubsTests
{
    private static readonly HubConfiguration Quick = ApiFixture.Basis with
    {
        Servers = new ServerOptions { SlowSpawnTimeout = TimeSpan.FromSeconds(0.3), SlowStopTimeout = TimeSpan.FromSeconds(5), AllowNamedServers = true },
    };

    [Test]
    public async Task Membership_admin_and_revocation_count_on_the_other_hub_within_a_second()
    {
        await using var pair = await ApiPair.StartAsync(
            ApiFixture.Basis with { Roles = new RoleOptions { LoadRoles = [new RoleDefinition { Name = "listers", Scopes = ["list:users"], Groups = ["listers"] }] } },
            machine => new TinySpawner(machine));
        await pair.OnA.PostAsync("users/ann");
        var made = (await pair.OnA.PostAsync("users/ann/tokens")).Json;
        using var ann = new TokenClient(pair.B.Port, made.Value<string>("token"));
        await StatusAsync(403);
        await pair.OnA.PostAsync("groups/listers/users", """{"users": ["ann"]}""");
        await StatusAsync(200);
        await pair.OnA.DeleteAsync("groups/listers/users", """{"users": ["ann"]}""");
        await StatusAsync(403);
        await pair.OnA.PatchAsync("users/ann", """{"admin": true}""");
        await StatusAsync(200);
        await pair.OnA.DeleteAsync($"users/ann/tokens/{made["id"]}");
        await Eventually.True(async () => (await ann.GetAsync("user")).Status == 403, Eventually.ASecond);
        Task StatusAsync(int status) => Eventually.True(async () => (await ann.GetAsync("users")).Status == status, Eventually.ASecond, $"{status}");
    }

    [Test]
    public async Task A_proxy_that_one_hub_is_told_of_is_every_hubs_proxy()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new TinySpawner(machine));
        var configured = pair.B.Get<ConfigurableProxy>().Endpoint;
        (await pair.OnA.PatchAsync("proxy", """{"api_url": "http://127.0.0.1:9001", "auth_token": "another"}""")).ShouldBe(200);
        var moved = new ProxyEndpoint(new Uri("http://127.0.0.1:9001"), "another");
        pair.A.Get<ConfigurableProxy>().Endpoint.ShouldBe(moved);
        await Eventually.True(() => pair.B.Get<ConfigurableProxy>().Endpoint == moved);
        await using (var late = await HubApplication.StartAsync(Quick, null, pair.A))
            late.Get<ConfigurableProxy>().Endpoint.ShouldBe(moved, "it joins those that are there");
        await pair.A.Get<ProxyMoves>().MoveAsync(configured, default);
        await Eventually.True(() => pair.B.Get<ConfigurableProxy>().Endpoint == configured);
    }

    [Test]
    public async Task A_server_of_one_hub_is_stopped_by_the_other()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new TinySpawner(machine));
        await Eventually.True(async () => (await pair.OnA.PostAsync("users/admin/server")).Status is 201 or 400);
        (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("ready").ShouldBeTrue();
        (await pair.OnB.PostAsync("users/admin/server")).ShouldFail(400, "admin is already running");
        (await pair.OnB.DeleteAsync("users/admin/server")).ShouldBe(204);
        pair.Machine.Ids.ShouldBeEmpty();
        (await pair.OnA.GetAsync("users/admin/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        (await pair.OnA.GetAsync("proxy")).Text.ShouldNotContain("/user/admin/");
    }

    [Test]
    public async Task A_start_of_one_hub_is_followed_and_cancelled_on_the_other()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new SlowSpawner(machine));
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        using var stream = await pair.OnB.StreamAsync("users/admin/server/progress");
        (await ProgressLines.NextAsync(stream)).ShouldBe("""{"progress":0,"message":"Server requested"}""");
        (await pair.OnB.PostAsync("users/admin/server")).ShouldBe(202);
        (await pair.OnB.DeleteAsync("users/admin/server")).ShouldBe(204);
        string? last = null;
        while (await ProgressLines.NextAsync(stream) is { } line)
            last = line;
        last.ShouldBe("""{"progress":100,"failed":true,"message":"Spawn cancelled"}""");
    }

    [Test]
    public async Task Limits_hold_over_both()
    {
        await using var pair = await ApiPair.StartAsync(
            Quick with { Servers = Quick.Servers with { ConcurrentSpawnLimit = 3, SlowSpawnTimeout = TimeSpan.FromSeconds(0.05) } },
            machine => new SlowSpawner(machine));
        await pair.OnA.PostAsync("users", $"{{\"usernames\": [{string.Join(",", Enumerable.Range(0, 12).Select(i => $"\"u{i}\""))}]}}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? pair.OnA : pair.OnB).PostAsync($"users/u{i}/server")));
        answers.Count(answer => answer.Status == 202).ShouldBe(3);
        foreach (var refused in answers.Where(answer => answer.Status != 202))
        {
            refused.ShouldFail(429);
            refused.Message.ShouldNotBeNull().ShouldMatch("^Too many users trying to log in right now. Try again in [3-6]0 seconds.$");
            int.Parse(refused.Headers["Retry-After"]).ShouldBeInRange(30, 60);
        }
    }

    [Test]
    public async Task The_number_of_active_servers_is_limited_over_both()
    {
        await using var pair = await ApiPair.StartAsync(Quick with { Servers = Quick.Servers with { ActiveServerLimit = 1 } }, machine => new TinySpawner(machine));
        await pair.OnA.PostAsync("users/ann");
        (await pair.OnA.PostAsync("users/admin/server")).Status.ShouldBeOneOf(201, 202);
        var refused = await pair.OnB.PostAsync("users/ann/server");
        refused.ShouldFail(429, "Active user limit exceeded. Try again in a few minutes.");
        refused.Headers.Keys.ShouldNotContain("Retry-After");
        (await pair.OnA.DeleteAsync("users/admin/server")).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(async () => (await pair.OnA.GetAsync("users/admin/server")).Json.Value<bool>("stopped"));
        await pair.OnA.PostAsync("users", $"{{\"usernames\": [{string.Join(",", Enumerable.Range(0, 12).Select(i => $"\"u{i}\""))}]}}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? pair.OnA : pair.OnB).PostAsync($"users/u{i}/server")));
        answers.Count(answer => answer.Status is 201 or 202).ShouldBe(1);
    }

    [Test]
    public async Task A_start_whose_hub_crashed_before_there_was_a_server_ends_stopped_with_a_reason()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new SlowSpawner(machine));
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        await pair.A.CrashAsync();
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("stopped"), TimeSpan.FromSeconds(7));
        ProgressLines.Of((await pair.OnB.GetAsync("users/admin/server/progress")).Text)[^1]
            .ShouldContain("The hub was restarted before the server was up; please start it again.");
    }

    [Test]
    public async Task A_start_whose_hub_crashed_after_there_was_a_server_ends_ready()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine =>
        {
            machine.Answer = HttpStatusCode.ServiceUnavailable;
            return new TinySpawner(machine);
        });
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        await Eventually.True(() => pair.Machine.Ids.Count == 1);
        await pair.A.CrashAsync();
        pair.Machine.Answer = HttpStatusCode.OK;
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("ready"), TimeSpan.FromSeconds(7));
        (await pair.OnB.GetAsync("proxy")).Text.ShouldContain("/user/admin/");
    }

    [Test]
    public async Task A_start_whose_hub_crashed_goes_on_although_nobody_can_tell_whether_its_server_runs()
    {
        await using var pair = await ApiPair.StartAsync(
            Quick,
            machine =>
            {
                machine.Answer = HttpStatusCode.ServiceUnavailable;
                return new TinySpawner(machine);
            },
            machine => new UnsureSpawner(machine));
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        await Eventually.True(async () => (await pair.A.Get<IServerStore>().ActiveAsync(CancellationToken.None)).Single().Address is not null);
        await pair.A.CrashAsync();
        pair.Machine.Answer = HttpStatusCode.OK;
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("ready"), TimeSpan.FromSeconds(30));
        pair.Machine.Ids.Count.ShouldBe(1);
    }

    [Test]
    public async Task A_lease_that_has_gone_to_another_hub_writes_nothing()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new SlowSpawner(machine));
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        var (store, ct) = (pair.A.Get<IServerStore>(), CancellationToken.None);
        var server = (await store.ActiveAsync(ct)).Single();
        var stale = new Lease(server.Id, server.LeaseNumber - 1);
        (await store.SaveSpawnerStateAsync(stale, new JsonObject { ["id"] = "stale" }, ct)).ShouldBeFalse();
        (await store.SaveAddressAsync(stale, "http://127.0.0.1:1", ct)).ShouldBeFalse();
        (await store.AppendProgressAsync(stale, new ProgressEvent { Progress = 99, Message = "stale" }, ct)).ShouldBeFalse();
        (await store.FinishStartAsync(stale, "stale", TimeSpan.FromSeconds(1), null, ct)).ShouldBeFalse();
        (await store.TurnIntoStopAsync(stale, TimeSpan.FromSeconds(1), StopReason.Asked, ct)).ShouldBeFalse();
        (await store.FinishStopAsync(stale, StopReason.Cancelled, ct)).ShouldBeFalse();
        var after = (await store.FindAsync(server.Id, ct)).ShouldNotBeNull();
        (after.State, after.Address, after.Failure, after.LeaseNumber).ShouldBe((ServerState.Starting, null, null, server.LeaseNumber));
    }

    [Test]
    public async Task A_stop_that_was_asked_for_in_time_keeps_a_start_from_ending_well()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new SlowSpawner(machine));
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        var (store, ct) = (pair.A.Get<IServerStore>(), CancellationToken.None);
        var server = (await store.ActiveAsync(ct)).Single();
        // Whoever runs the start has not heard of it yet.
        await using (var rows = new NpgsqlConnection(pair.A.ConnectionString))
            await rows.ExecuteAsync("UPDATE servers SET stop_requested = true");
        (await store.FinishStartAsync(new Lease(server.Id, server.LeaseNumber), "too late", TimeSpan.FromSeconds(1), null, ct)).ShouldBeFalse();
        // It finds out by itself where no notice has told it.
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("stopped"), TimeSpan.FromSeconds(30));
        (await pair.OnB.GetAsync("users/admin/server/history")).Json[0]!.Value<string>("outcome").ShouldBe("cancelled");
    }

    [Test]
    public async Task A_start_that_failed_is_told_as_such_although_its_hub_crashed_while_it_cleared_up()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new SlowSpawner(machine));
        (await pair.OnA.PostAsync("users/admin/server")).ShouldBe(202);
        using (var stream = await pair.OnB.StreamAsync("users/admin/server/progress"))
        {
            while ((await ProgressLines.NextAsync(stream)).ShouldNotBeNull().Contains("Waiting at the gate", StringComparison.Ordinal) is false)
                await TestContext.Out.WriteLineAsync("It has not come to the gate yet");
        }

        var spawner = (SlowSpawner)pair.A.Get<ISpawner>();
        spawner.CloseStops();
        spawner.FailStarts();
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/admin")).Json.Value<string>("pending") == "stop");
        await pair.A.CrashAsync();
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("stopped"), TimeSpan.FromSeconds(30));
        ProgressLines.Of((await pair.OnB.GetAsync("users/admin/server/progress")).Text)[^1]
            .ShouldContain("\"failed\":true,\"message\":\"Spawn failed: I don't work!\"");
    }

    [Test]
    public async Task Servers_run_on_until_the_last_hub_goes()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new TinySpawner(machine));
        await Eventually.True(async () => (await pair.OnA.PostAsync("users/admin/server")).Status is 201 or 400);
        await pair.A.StopAsync();
        pair.Machine.Ids.Count.ShouldBe(1);
        (await pair.OnB.GetAsync("users/admin/server")).Json.Value<bool>("ready").ShouldBeTrue();
        await pair.B.StopAsync();
        pair.Machine.Ids.ShouldBeEmpty("cleanup_servers takes them along");
    }

    [Test]
    public async Task Starts_and_stops_at_once_on_both_leave_rows_processes_and_routes_that_agree()
    {
        await using var pair = await ApiPair.StartAsync(Quick, machine => new TinySpawner(machine));
        await pair.OnA.PostAsync("users", $"{{\"usernames\": [{string.Join(",", Enumerable.Range(0, 10).Select(i => $"\"r{i}\""))}]}}");
        var random = new Random(4711);
        var steps = Enumerable.Range(0, 50).Select(_ => (User: random.Next(10), OnA: random.Next(2) == 0, Start: random.Next(3) > 0)).ToList();
        var answers = await Task.WhenAll(steps.Select(step => step switch
        {
            { Start: true } => (step.OnA ? pair.OnA : pair.OnB).PostAsync($"users/r{step.User}/server"),
            _ => (step.OnA ? pair.OnA : pair.OnB).DeleteAsync($"users/r{step.User}/server"),
        }));
        answers.ShouldAllBe(answer => answer.Status == 201 || answer.Status == 202 || answer.Status == 204 || answer.Status == 400 || answer.Message == "Spawn cancelled");
        var store = pair.A.Get<IServerStore>();
        await Eventually.True(async () => (await store.ActiveAsync(CancellationToken.None)).All(server => server.State == ServerState.Ready));
        var active = await store.ActiveAsync(CancellationToken.None);
        active.Select(server => server.SpawnerState["id"]!.GetValue<string>()).Order().ShouldBe(pair.Machine.Ids.Order());
        (await pair.Proxy.GetAllAsync(CancellationToken.None)).Where(route => route.Data.User is not null).Select(route => route.Target).Order()
            .ShouldBe(active.Select(server => server.Address!).Order());
    }
    private sealed class UnsureSpawner(TinyServers machine) : TinySpawner(machine), ISpawner
    {
        Task<PollResult> ISpawner.PollAsync(JsonObject state, CancellationToken ct) => Task.FromResult<PollResult>(new PollResult.Unknown("who knows"));
    }
}
