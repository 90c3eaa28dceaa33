using Dapper;
using Hub.Data.Embedded;
using Hub.Tests.Faults.Support;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Faults;

/// <summary>The database restarts, or cuts connections in the middle of things.</summary>
[Category("Faults"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DatabaseFaultTests : FaultFixture
{
    private string folder = null!;
    private EmbeddedPostgres postgres = null!;

    private EmbeddedPostgresSettings Settings => new() { DataFolder = folder, ServerSettings = TestPostgres.KeepingItsWord };

    [SetUp]
    public async Task StartDatabase()
    {
        folder = Directory.CreateTempSubdirectory("hub-faults-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        postgres = await StartAsync();
    }

    // Named so as to come after the hubs are gone.
    [TearDown]
    public async Task StopDatabase()
    {
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_database_that_is_restarted_takes_nothing_with_it([Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs, postgres);
        await bench.AddUsersAsync("ben", "cat", "dan");
        await StartAsync(bench, "ann");
        await StartAsync(bench, "ben");
        // One start and one stop are under way.
        bench.First.Gate.CloseAt(Phase.Started);
        var starting = bench.First.Admin.PostAsync("users/cat/server");
        await bench.First.Gate.Reached.WaitAsync(FaultTime.Reach);
        await postgres.DisposeAsync();
        bench.First.Gate.Open();
        var stopping = bench.Last.Admin.DeleteAsync("users/ben/server");
        (await bench.Last.Admin.PostAsync("users/eve")).Status.ShouldBe(503);
        postgres = await StartAsync();
        await ((Task)Task.WhenAll(starting, stopping)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Agreement.HoldsAsync(bench);
        await StartAsync(bench, "dan");
        await Agreement.HoldsAsync(bench);
        (await bench.First.Admin.GetAsync("users/ann/server")).Json.Value<bool>("ready").ShouldBeTrue("nobody touched it");
    }

    [Test]
    public async Task Connections_cut_in_the_middle_of_transactions_leave_no_half_done_thing([Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs, postgres);
        var users = Enumerable.Range(0, 12).Select(number => $"cut{number}").ToArray();
        await bench.AddUsersAsync(users);
        using var enough = new CancellationTokenSource();
        var cutting = CutAsync(enough.Token);
        await Task.WhenAll(users.Select((user, number) => StartAndStopAsync(bench.Live[number % hubs].Admin, user)));
        await enough.CancelAsync();
        (await cutting).ShouldBePositive();
        await Agreement.HoldsAsync(bench);
    }

    private static async Task StartAndStopAsync(TokenClient client, string user)
    {
        for (var round = 0; round < 3; round++)
        {
            await client.PostAsync($"users/{user}/server");
            await client.DeleteAsync($"users/{user}/server");
        }
    }

    /// <summary>Ends whatever transaction is open, again and again; how many it were.</summary>
    private async Task<int> CutAsync(CancellationToken ct)
    {
        await using var admin = new NpgsqlConnection(postgres.AdminConnectionString);
        await admin.OpenAsync(CancellationToken.None);
        var cut = 0;
        while (!ct.IsCancellationRequested)
        {
            cut += await admin.ExecuteScalarAsync<int>(
                """
                SELECT count(pg_terminate_backend(pid))::int FROM (
                    SELECT pid FROM pg_stat_activity WHERE application_name = 'hub' AND xact_start IS NOT NULL ORDER BY random() LIMIT 1) AS one
                """);
            await Task.Delay(TimeSpan.FromMilliseconds(60), CancellationToken.None);
        }

        return cut;
    }

    private static Task StartAsync(FaultBench bench, string user) => Eventually.True(
        async () => (await bench.First.Admin.PostAsync($"users/{user}/server")).Status is 201 or 400
            && (await bench.First.Admin.GetAsync($"users/{user}/server")).Json.Value<bool>("ready"),
        TimeSpan.FromSeconds(30));

    private Task<EmbeddedPostgres> StartAsync() =>
        EmbeddedPostgres.StartAsync(Settings, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
}
