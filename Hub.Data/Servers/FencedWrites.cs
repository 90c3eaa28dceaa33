using Hub.Data.Schema;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

/// <summary>
/// The small steps of running transitions: those of all servers that come at the same time are written in one transaction, so that a
/// hundred starts at once do not wait for the disk one after the other.
/// </summary>
internal sealed class FencedWrites
{
    private readonly HubDatabase database;
    private readonly Gathered<Step, bool> steps;

    public FencedWrites(HubDatabase database)
    {
        this.database = database;
        // One after the other: two that hold several rows each could wait for each other.
        steps = new(WriteAllAsync, lanes: 1);
    }

    /// <summary>False when the lease is not the row's own any more.</summary>
    /// <param name="lease">Given to the statement as <c>@server</c> and <c>@lease</c>.</param>
    /// <param name="sql">Gives a row when it has written, and none when the lease is lost.</param>
    /// <param name="more">What else the statement needs.</param>
    /// <param name="ct">Ends the waiting; the step may then have been written or not.</param>
    public Task<bool> WriteAsync(Lease lease, string sql, IEnumerable<NpgsqlParameter> more, CancellationToken ct) =>
        steps.AskAsync(new Step(lease, sql, [.. more]), ct);

    private async Task<IReadOnlyList<bool>> WriteAllAsync(IReadOnlyList<Step> wanted)
    {
        // By server, as everybody locks them who locks more than one; a server's own steps stay in their order.
        var order = Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i].Lease.ServerId).ToList();
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await using var batch = connection.CreateBatch();
        foreach (var i in order)
            batch.BatchCommands.Add(wanted[i].ToCommand());
        var written = new bool[wanted.Count];
        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var i in order)
        {
            written[i] = await reader.ReadAsync();
            await reader.NextResultAsync();
        }

        return written;
    }

    private sealed record Step(Lease Lease, string Sql, NpgsqlParameter[] More)
    {
        public NpgsqlBatchCommand ToCommand()
        {
            var command = new NpgsqlBatchCommand(Sql);
            command.Parameters.Add(new NpgsqlParameter<int>("server", Lease.ServerId));
            command.Parameters.Add(new NpgsqlParameter<long>("lease", Lease.Number));
            foreach (var parameter in More)
                // A parameter belongs to one command, and what was refused is asked again.
                command.Parameters.Add(parameter.Clone());
            return command;
        }
    }
}
