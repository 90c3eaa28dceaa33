using System.Text.Json.Nodes;
using Dapper;
using Hub.Tests.Faults.Support;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Faults;

/// <summary>The checker that every fault ends with sees each thing that may be left behind, and complains of nothing else.</summary>
[Category("Faults")]
public sealed class AgreementTests
{
    private const string Hub = "http://127.0.0.1:1";
    private const string Address = "http://127.0.0.1:2";

    private const string Well =
        """
        DELETE FROM api_tokens; DELETE FROM oauth_clients; DELETE FROM servers; DELETE FROM users;
        INSERT INTO users (name, admin, created) VALUES ('ann', false, now()), ('bob', false, now());
        INSERT INTO servers (user_id, name, display_name, state, spawner_state, address, attempt, lease_number, stop_requested, remove_when_stopped, start_failed)
        SELECT id, '', '', CASE name WHEN 'ann' THEN 'ready' ELSE 'stopped' END, '{"pid": 11}', 'http://127.0.0.1:2', 1, 1, false, false, false FROM users;
        INSERT INTO api_tokens (user_id, hash, scopes, created, note, server_id, from_configuration)
        SELECT user_id, int4send(id), '{}', now(), '', id, false FROM servers WHERE state = 'ready';
        """;

    private HubApplication hub = null!;
    private FakeScene scene = null!;

    [OneTimeSetUp]
    public async Task MakeDatabase()
    {
        hub = await HubApplication.StartAsync();
        // Its schema is all that is wanted of it.
        await hub.CrashAsync();
    }

    [OneTimeTearDown]
    public async Task DropDatabase() => await hub.DisposeAsync();

    [SetUp]
    public async Task MakeScene()
    {
        scene = new FakeScene(hub.ConnectionString);
        await ChangeAsync(Well);
    }

    [Test]
    public async Task Where_all_is_well_there_is_nothing_to_say()
    {
        (await Agreement.DisagreementsAsync(scene)).ShouldBeEmpty();
        (await Agreement.BrokenWordsAsync(scene, new Dictionary<string, bool> { ["ann"] = true, ["bob"] = false })).ShouldBeEmpty();
    }

    [TestCase("UPDATE servers SET state = 'starting', deadline = now() + interval '1 h' WHERE state = 'ready'", "ann is starting, lease 1")]
    [TestCase("UPDATE servers SET state = 'stopping', deadline = now() - interval '1 s' WHERE state = 'ready'", "ann is stopping, past its deadline, lease 1")]
    [TestCase("UPDATE servers SET state = 'queued' WHERE state = 'ready'", "ann is queued, lease 1")]
    [TestCase("UPDATE servers SET spawner_state = '{\"pid\": 12}' WHERE state = 'ready'", "ann is ready and has no process; process 11 has no row")]
    [TestCase("DELETE FROM api_tokens", "ann is ready and has 0 tokens")]
    [TestCase("UPDATE servers SET address = 'http://127.0.0.1:3'", "ann is at http://127.0.0.1:3, its route leads to http://127.0.0.1:2")]
    [TestCase(
        "INSERT INTO api_tokens (user_id, hash, scopes, created, note, server_id, from_configuration) "
        + "SELECT user_id, int8send(id), '{}', now(), '', id, false FROM servers",
        "ann is ready and has 2 tokens; bob is stopped and its server has a token")]
    [TestCase(
        "INSERT INTO oauth_clients (identifier, secret_hash, redirect_uri, allowed_scopes, description, server_id) "
        + "SELECT 'c', int4send(id), '', '{}', '', id FROM servers WHERE state = 'stopped'",
        "bob is stopped and its server has a token")]
    [TestCase("DELETE FROM users WHERE name = 'bob'", "bob was made and is not there")]
    public async Task What_is_wrong_in_a_row_is_seen(string change, string complaint)
    {
        await ChangeAsync(change);
        (await SaidAsync()).ShouldContain(complaint);
    }

    [Test]
    public async Task A_second_process_of_a_server_is_seen_and_one_that_is_gone()
    {
        scene.Processes = ["11", "13"];
        (await SaidAsync()).ShouldBe("process 13 has no row");
        scene.Processes = [];
        (await SaidAsync()).ShouldBe("ann is ready and has no process");
    }

    [Test]
    public async Task A_route_that_is_missing_is_seen_and_one_too_many()
    {
        scene.Routes = [FakeScene.HubRoute(Hub)];
        (await SaidAsync()).ShouldBe($"ann is at {Address}, its route leads to nowhere");
        scene.Routes = [FakeScene.HubRoute(Hub), FakeScene.RouteOf("ann", Address), FakeScene.RouteOf("bob", Address)];
        (await SaidAsync()).ShouldBe("the route of bob has no row");
        scene.Routes = [FakeScene.HubRoute(Hub, "http://127.0.0.1:9"), FakeScene.RouteOf("ann", Address)];
        (await SaidAsync()).ShouldBe($"the hub's route leads to {Hub}, http://127.0.0.1:9 instead of {Hub}");
        scene.Routes = [FakeScene.RouteOf("ann", Address)];
        (await SaidAsync()).ShouldBe($"the hub's route leads to  instead of {Hub}");
    }

    [Test]
    public async Task A_word_that_is_broken_is_seen()
    {
        (await Agreement.BrokenWordsAsync(scene, new Dictionary<string, bool> { ["ann"] = false, ["bob"] = true }))
            .ShouldBe(["ann was told False", "bob was told True"]);
    }

    private async Task<string> SaidAsync() => string.Join("; ", await Agreement.DisagreementsAsync(scene));

    private async Task ChangeAsync(string sql)
    {
        await using var database = new NpgsqlConnection(hub.ConnectionString);
        await database.ExecuteAsync(sql);
    }

    private sealed class FakeScene(string connectionString) : IFaultScene
    {
        public string ConnectionString => connectionString;

        public IReadOnlyCollection<string> Processes { get; set; } = ["11"];

        public IReadOnlyCollection<string> HubTargets => [Hub];

        public IReadOnlyCollection<string> Acknowledged => ["ann", "bob"];

        public IReadOnlyList<JsonObject> Routes { get; set; } = [HubRoute(Hub), RouteOf("ann", Address)];

        public Task<IReadOnlyList<JsonObject>> RoutesAsync() => Task.FromResult(Routes);

        public static JsonObject HubRoute(params string[] targets) =>
            new() { ["hub"] = true, ["target"] = targets[0], ["targets"] = new JsonArray([.. targets.Select(target => (JsonNode)target)]) };

        public static JsonObject RouteOf(string user, string target) => new() { ["user"] = user, ["target"] = target };
    }
}
