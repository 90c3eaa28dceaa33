using System.Collections.Concurrent;
using Hub.Data.Embedded;
using Hub.Tests.Support.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Support;

/// <summary>The one PostgreSQL of a test run: started by the first test that needs it, stopped at the end of the run.</summary>
public static class TestPostgres
{
    // A power cut may well cost us these data.
    public static readonly IReadOnlyDictionary<string, string> FastAndLoose = new Dictionary<string, string>
    {
        ["fsync"] = "off",
        ["full_page_writes"] = "off",
        ["synchronous_commit"] = "off",
        ["max_connections"] = "300",
        ["autovacuum"] = "off",
    };

    /// <summary>For tests that crash it: what was acknowledged must be there afterwards.</summary>
    public static readonly IReadOnlyDictionary<string, string> KeepingItsWord =
        new Dictionary<string, string>(FastAndLoose) { ["synchronous_commit"] = "on" };

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static Lazy<Task<EmbeddedPostgres>> server = new(StartAsync);
    private static string? folder;

    /// <summary>How to connect to a database of the run's server, as its superuser.</summary>
    public static async Task<string> ConnectionStringAsync(string database = "postgres") =>
        new NpgsqlConnectionStringBuilder((await server.Value).AdminConnectionString) { Database = database, IncludeErrorDetail = true }.ConnectionString;

    /// <summary>A migrated database to clone from, made once for each name; returns the database's name.</summary>
    public static Task<string> TemplateAsync(string name, Func<string, Task> migrate) =>
        Templates.GetOrAdd(name, _ => new Lazy<Task<string>>(() => MigrateAsync("template_" + name, migrate))).Value;

    /// <summary>A fresh database cloned from a template, for one fixture; dropped when disposed.</summary>
    public static async Task<TestDatabase> DatabaseAsync(string template = "template0")
    {
        var name = "test_" + Guid.NewGuid().ToString("n")[..16];
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return new TestDatabase(name, await ConnectionStringAsync(name));
    }

    internal static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    internal static async Task StopAsync()
    {
        if (!server.IsValueCreated)
            return;
        await using (await server.Value)
            NpgsqlConnection.ClearAllPools();
        foreach (var log in Directory.EnumerateFiles(folder!, "postgresql.log*", SearchOption.AllDirectories))
            LeakedSecrets.Note("the log of PostgreSQL", await File.ReadAllTextAsync(log));
        Directory.Delete(folder!, recursive: true);
        server = new(StartAsync);
    }

    private static async Task<string> MigrateAsync(string database, Func<string, Task> migrate)
    {
        await ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0");
        var connectionString = await ConnectionStringAsync(database);
        await migrate(connectionString);
        // A template must have no sessions while it is cloned, and the migration's connection is back in the pool by now.
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'");
        return database;
    }

    private static Task<EmbeddedPostgres> StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("hub-tests-").FullName;
        // The server's account has to pass this folder when the tests run as root.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var settings = new EmbeddedPostgresSettings { DataFolder = folder, ServerSettings = FastAndLoose };
        return EmbeddedPostgres.StartAsync(settings, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
    }
}
