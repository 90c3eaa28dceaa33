using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Hub.Data.Embedded;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Journeys;

/// <summary>What stops the hub from starting, or from answering, and what it says then.</summary>
public sealed class StartFaultTests
{
    [Test]
    public async Task All_mistakes_of_a_configuration_are_listed_at_once()
    {
        await using var place = new HubPlace(
            ("JupyterHub.prot", 9000), ("JupyterHub.hub_port", "many"), ("Spawner.http_timeout", -1), ("Authenticater.allow_all", true));
        var run = await place.RunAsync("--config", place.ConfigFile);
        run.ExitCode.ShouldBe(1, run.Said);
        run.Said.ShouldContain("4 mistakes");
        foreach (var words in new[] { "JupyterHub.prot", "JupyterHub.port", "JupyterHub.hub_port", "many", "Spawner.http_timeout", "-1", "Authenticater" })
            run.Said.ShouldContain(words);
        run.Said.ShouldNotContain("   at ", customMessage: "a stack trace helps no operator");
    }

    [TestCase("{\"JupyterHub\": {\"port\": 8000,,}")]
    [TestCase("[]")]
    [TestCase("")]
    public async Task A_file_that_is_no_configuration_stops_the_start(string text)
    {
        await using var place = new HubPlace();
        await File.WriteAllTextAsync(place.ConfigFile, text);
        var run = await place.RunAsync("--config", place.ConfigFile);
        run.ExitCode.ShouldBe(1, run.Said);
        run.Said.ShouldContain(place.ConfigFile);
        run.Said.ShouldNotContain("   at ");
    }

    [TestCase("JupyterHub.hub_port")]
    [TestCase("JupyterHub.port")]
    public async Task A_port_that_is_taken_is_named_with_its_key(string key)
    {
        await using var database = await TestPostgres.DatabaseAsync();
        await using var place = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        place.Set(key, port);

        var run = await place.RunAsync("--config", place.ConfigFile);

        run.ExitCode.ShouldBe(1, run.Said);
        run.Said.ShouldContain($"{port}");
        run.Said.ShouldContain(key);
        run.Said.ShouldNotContain("   at ");
        place.Processes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_database_that_stays_away_is_tried_again_and_then_given_up()
    {
        await using var place = new HubPlace(
            ("JupyterHub.db_url", $"postgresql://hub:very-secret@127.0.0.1:{FreePort.Next()}/hub"), ("HubProcess.database_timeout", 2));
        var watch = Stopwatch.StartNew();
        var run = await place.RunAsync("--config", place.ConfigFile);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        run.ExitCode.ShouldBe(1, run.Said);
        run.Said.ShouldContain("The database does not answer yet, trying again");
        run.Said.ShouldContain("The database of JupyterHub.db_url cannot be reached");
        run.Said.ShouldNotContain("very-secret");
        run.Said.ShouldNotContain("   at ");
    }

    [TestCase(true, TestName = "A_connection_that_is_cut_while_the_configuration_is_applied_is_made_again")]
    [TestCase(false, TestName = "A_connection_that_is_cut_while_another_hub_upgrades_the_schema_is_made_again")]
    public async Task A_connection_that_is_cut_is_made_again(bool hasSchema)
    {
        await using var database = hasSchema ? await HubApplication.DatabaseAsync() : await TestPostgres.DatabaseAsync();
        await using var place = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
        await using var holder = await OpenAsync(database.ConnectionString);
        await using var cutter = await OpenAsync(database.ConnectionString);
        HubProcess hub;
        await using (await holder.BeginTransactionAsync())
        {
            await holder.ExecuteAsync(hasSchema ? "LOCK TABLE services IN ACCESS EXCLUSIVE MODE" : $"SELECT pg_advisory_xact_lock({SchemaLock})");
            hub = place.Launch("--config", place.ConfigFile);
            await Eventually.True(async () => await cutter.ExecuteScalarAsync<int>(CutWhoWaits) > 0, TimeSpan.FromSeconds(60));
        }

        await place.ReadyAsync(hub);
        hub.Said.ShouldContain("The database does not answer yet, trying again: ");
        using var admin = place.Rest();
        (await admin.GetAsync("users/admin")).ShouldBeStatus(200);
        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
        hub.Said.ShouldNotContain("   at ");
    }

    [Test]
    public async Task A_database_whose_connections_are_cut_again_and_again_is_given_up_with_a_sentence()
    {
        await using var database = await HubApplication.DatabaseAsync();
        await using var place = new HubPlace(("JupyterHub.db_url", database.ConnectionString), ("HubProcess.database_timeout", 1));
        await using var holder = await OpenAsync(database.ConnectionString);
        await using var cutter = await OpenAsync(database.ConnectionString);
        await using var holding = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE roles IN ACCESS EXCLUSIVE MODE");
        var hub = place.Launch("--config", place.ConfigFile);
        await Eventually.True(
            async () =>
            {
                await cutter.ExecuteScalarAsync<int>(CutWhoWaits);
                return hub.HasEnded;
            },
            TimeSpan.FromSeconds(60));
        hub.ExitCode.ShouldBe(1, hub.Said);
        hub.Said.ShouldContain("The database of JupyterHub.db_url cannot be reached: 57P01");
        hub.Said.ShouldContain("See that it runs and takes connections");
        hub.Said.ShouldNotContain("   at ");
    }

    [Test]
    public async Task A_verb_without_its_database_says_so()
    {
        await using var place = new HubPlace(("JupyterHub.db_url", $"postgresql://hub:very-secret@127.0.0.1:{FreePort.Next()}/hub"));
        foreach (var verb in new[] { new[] { "token", "ada" }, ["upgrade-db"] })
        {
            var run = await place.RunAsync([.. verb, "--config", place.ConfigFile]);
            run.ExitCode.ShouldBe(1, run.Said);
            run.Said.ShouldContain("The database of JupyterHub.db_url cannot be reached");
            run.Said.ShouldNotContain("   at ");
            run.Said.ShouldNotContain("very-secret");
        }
    }

    [Test]
    public async Task A_database_that_goes_and_comes_back_takes_the_hub_along()
    {
        var folder = Directory.CreateTempSubdirectory("hub-journey-db-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var settings = new EmbeddedPostgresSettings { DataFolder = folder, ServerSettings = TestPostgres.KeepingItsWord };
        var database = await StartAsync(settings);
        try
        {
            await using var place = new HubPlace(("JupyterHub.db_url", database.ConnectionString));
            var hub = await place.StartAsync();
            using var admin = place.Rest();
            await admin.AddUserAsync("ada");
            await admin.StartServerAsync("ada");

            await database.DisposeAsync();
            var answer = await admin.GetAsync("users");
            answer.ShouldBeStatus(503);
            ((int)answer.Json["status"]!).ShouldBe(503);
            answer.Message.ShouldContain("database");
            (await admin.PostAsync("users/bob")).ShouldBeStatus(503);
            // Who works in a server notices nothing, and the hub itself lives.
            (await admin.GetAsync("/user/ada/")).ShouldBeStatus(200);
            using var anybody = place.Rest(token: null);
            (await anybody.GetAsync("")).ShouldBeStatus(200);
            (await anybody.GetAsync("/hub/health")).ShouldBeStatus(200);

            database = await StartAsync(settings);
            await Eventually.True(async () => (await admin.GetAsync("users")).Status == 200);
            await admin.AddUserAsync("bob");
            await admin.StartServerAsync("bob");
            hub.HasEnded.ShouldBeFalse();

            // Without a database nobody knows which servers there are; the rest is stopped in order all the same.
            await database.DisposeAsync();
            (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
            RealProxy.Accepts(place.Port).ShouldBeFalse("the proxy is left behind");
            hub.Said.ShouldNotContain("   at ");
        }
        finally
        {
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a hub holds that upgrades the schema; the others ask for it again and again.</summary>
    private const long SchemaLock = 0x48554205;

    /// <summary>Ends the connections of the hub on this database that wait for a lock; how many.</summary>
    private const string CutWhoWaits =
        """
        SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'hub' AND (wait_event_type = 'Lock' OR query LIKE '%pg_try_advisory_lock(%')
        """;

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresSettings settings) =>
        EmbeddedPostgres.StartAsync(settings, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
}
