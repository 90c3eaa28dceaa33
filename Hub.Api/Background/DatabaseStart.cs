using Hub.Api.Wire.Errors;
using Hub.Data.Schema;
using Hub.Domain.Configuration;
using Npgsql;

namespace Hub.Api.Background;

/// <summary>Waits for the database and brings its schema up to date.</summary>
public sealed class DatabaseStart(
    SchemaUpgrade upgrade, SchemaReset reset, HubConfiguration configuration, TimeProvider clock, ILogger<DatabaseStart> log)
{
    /// <summary>The driver has no name for it: whoever slept in the middle of a transaction for too long is cut.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>A database often starts beside the hub; one that is away longer than this is misconfigured or broken.</summary>
    private TimeSpan Patience => configuration.Process.DatabaseTimeout;

    /// <exception cref="Hub.Domain.Errors.InvalidInputException">It was to be emptied, and another hub uses it.</exception>
    /// <exception cref="DatabaseUnreachableException">It stayed away; the message says what was tried.</exception>
    public Task RunAsync(CancellationToken ct) => InsistAsync(UpgradeAsync, ct);

    /// <summary>Takes a step of the start again for as long as the database is away; so it must be one that can be taken twice.</summary>
    /// <exception cref="DatabaseUnreachableException">It stayed away; the message says what was tried.</exception>
    public async Task InsistAsync(Func<CancellationToken, Task> step, CancellationToken ct)
    {
        // Counted from its first silence: however slowly this process starts, the database is tried more than once.
        long? silent = null;
        while (true)
        {
            try
            {
                await step(ct);
                return;
            }
            catch (Exception failed) when (DatabaseFaults.Find(failed) is NpgsqlException away && IsPassing(away))
            {
                silent ??= clock.GetTimestamp();
                if (clock.GetElapsedTime(silent.Value) > Patience)
                    throw new DatabaseUnreachableException(away);
                log.LogWarning("The database does not answer yet, trying again: {Reason}", away.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, ct);
            }
        }
    }

    private async Task UpgradeAsync(CancellationToken ct)
    {
        if (configuration.Database.ResetDb)
        {
            await reset.ApplyAsync(ct);
            log.LogWarning("Everything in {Database} was deleted (JupyterHub.reset_db)", configuration.Database.Description);
        }

        var applied = await upgrade.ApplyAsync(ct);
        if (applied.Count > 0)
            log.LogInformation("The database schema was upgraded: {Migrations}", string.Join(", ", applied));
        if (await upgrade.NewerAsync(ct) is { Count: > 0 } newer)
        {
            log.LogWarning(
                "The database has the schema of a newer hub ({Migrations}). This hub works with it, as during a rolling upgrade",
                string.Join(", ", newer));
        }
    }

    /// <summary>Nobody there, still starting, going, or in the way of another hub that starts; a wrong password will not become right.</summary>
    private static bool IsPassing(NpgsqlException problem) => problem is not PostgresException refused
        || refused.SqlState.StartsWith("08", StringComparison.Ordinal)
        || refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout or IdleInTransaction or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}

/// <summary>The database cannot be reached.</summary>
public sealed class DatabaseUnreachableException(Exception inner)
    : Exception($"The database of JupyterHub.db_url cannot be reached: {inner.Message}. See that it runs and takes connections from here.", inner);
