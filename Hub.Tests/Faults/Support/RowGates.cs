using Dapper;
using Npgsql;

namespace Hub.Tests.Faults.Support;

/// <summary>
/// Holds hubs, wherever they run, in the middle of the transaction that takes a server to a moment: a trigger on its row waits there for a
/// lock that the test has.
/// </summary>
internal sealed class RowGates : IAsyncDisposable
{
    private const string Install =
        """
        CREATE SCHEMA faults;
        CREATE TABLE faults.gates (user_name text NOT NULL, moment text NOT NULL);
        CREATE FUNCTION faults.hold() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE reached text := CASE
            WHEN OLD.state IN ('stopped', 'queued') AND NEW.state = 'starting' THEN 'Admitted'
            WHEN NEW.phase = 'spawnerstart' AND OLD.phase IS DISTINCT FROM NEW.phase THEN 'SpawnerStart'
            WHEN NEW.state = 'starting' AND OLD.spawner_state::text = '{}' AND NEW.spawner_state::text <> '{}' THEN 'Saved'
            WHEN NEW.state = 'starting' AND OLD.spawner_state->>'pid' IS NULL AND NEW.spawner_state->>'pid' IS NOT NULL THEN 'Started'
            WHEN NEW.phase = 'waitingforhttp' AND OLD.phase IS DISTINCT FROM NEW.phase THEN 'Addressed'
            WHEN NEW.phase = 'routing' AND OLD.phase IS DISTINCT FROM NEW.phase THEN 'Routing'
            WHEN OLD.state = 'starting' AND NEW.state = 'ready' THEN 'Ready'
            WHEN OLD.state = 'ready' AND NEW.state = 'stopping' THEN 'StopBegun'
            WHEN OLD.state = 'stopping' AND NEW.state = 'stopped' THEN 'Stopped' END;
        BEGIN
            IF EXISTS (SELECT FROM faults.gates g JOIN users u ON u.name = g.user_name WHERE u.id = NEW.user_id AND g.moment = reached) THEN
                PERFORM pg_advisory_xact_lock_shared(4711, 1);
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER faults BEFORE UPDATE ON servers FOR EACH ROW EXECUTE FUNCTION faults.hold();
        """;

    private readonly NpgsqlConnection holder;

    private RowGates(NpgsqlConnection holder) => this.holder = holder;

    /// <param name="connectionString">A database that has the schema of the hub.</param>
    public static async Task<RowGates> InstallAsync(string connectionString)
    {
        var holder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await holder.OpenAsync();
        await holder.ExecuteAsync(Install);
        return new RowGates(holder);
    }

    public async Task CloseAsync(params (string User, Moment Moment)[] gates)
    {
        await holder.ExecuteAsync("SELECT pg_advisory_lock(4711, 1)");
        await holder.ExecuteAsync("INSERT INTO faults.gates VALUES (@User, @Moment)", gates.Select(gate => new { gate.User, Moment = gate.Moment.ToString() }));
    }

    /// <summary>How many transactions wait at a gate.</summary>
    public Task<int> HeldAsync() => holder.ExecuteScalarAsync<int>(
        """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 4711 AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    public async Task OpenAsync() => await holder.ExecuteAsync("DELETE FROM faults.gates; SELECT pg_advisory_unlock_all()");

    public ValueTask DisposeAsync() => holder.DisposeAsync();
}
