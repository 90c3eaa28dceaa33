using System.Data.Common;
using Dapper;
using Hub.Data.Notices;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Data.Schema;

/// <summary>The door every store goes through: a short context to read with, or a unit of work to write with.</summary>
internal sealed class HubDatabase
{
    private readonly IDbContextFactory<HubDbContext> contexts;
    private readonly NpgsqlDataSource connections;
    private readonly NoticeBoard board;
    private readonly AuditLog audit;
    private readonly Gathered<IReadOnlyList<(NoticeTopic Topic, string Payload)>, bool> told;

    static HubDatabase() => SqlMapper.AddTypeHandler(new TextListHandler());

    public HubDatabase(IDbContextFactory<HubDbContext> contexts, NpgsqlDataSource connections, NoticeBoard board, AuditLog audit)
    {
        this.contexts = contexts;
        this.connections = connections;
        this.board = board;
        this.audit = audit;
        told = new(SendAsync, lanes: 1);
    }

    public Task<HubDbContext> ReadAsync(CancellationToken ct) => contexts.CreateDbContextAsync(ct);

    /// <summary>A connection for statements that are written by hand and need no more than that.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct) => await connections.OpenConnectionAsync(ct);

    public async Task<UnitOfWork> BeginAsync(CancellationToken ct)
    {
        var context = await contexts.CreateDbContextAsync(ct);
        try
        {
            return new UnitOfWork(context, await context.Database.BeginTransactionAsync(ct), board, audit);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction and commits it.</summary>
    public async Task<T> WriteAsync<T>(Func<UnitOfWork, Task<T>> work, CancellationToken ct)
    {
        await using var unit = await BeginAsync(ct);
        var result = await work(unit);
        await unit.CommitAsync(ct);
        return result;
    }

    /// <summary>Says in the log what a statement of its own has written down already.</summary>
    public void Say(AuditEvent deed) => audit.Write([deed]);

    /// <summary>
    /// Tells of a change that is committed already. Only for changes that give: to hear late of a new right harms nobody, while
    /// PostgreSQL writes transactions that carry notices to disk one after the other.
    /// </summary>
    public async Task TellAsync(NoticeTopic topic, IReadOnlyCollection<string> payloads, CancellationToken ct)
    {
        foreach (var payload in payloads)
            board.Publish(topic, payload);
        if (payloads.Count > 0)
            await told.AskAsync([.. payloads.Select(payload => (topic, payload))], ct);
    }

    public Task WriteAsync(Func<UnitOfWork, Task> work, CancellationToken ct) =>
        WriteAsync(async unit =>
        {
            await work(unit);
            return true;
        }, ct);

    private async Task<IReadOnlyList<bool>> SendAsync(IReadOnlyList<IReadOnlyList<(NoticeTopic Topic, string Payload)>> notices)
    {
        await using var connection = await ConnectAsync(CancellationToken.None);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(NoticeWire.Sending(notices.SelectMany(some => some)));
        await batch.ExecuteNonQueryAsync();
        return [.. notices.Select(_ => true)];
    }
}

/// <summary>Opens the connection of a context for Dapper.</summary>
internal static class HubDbContextConnection
{
    public static async Task<DbConnection> OpenAsync(this HubDbContext context, CancellationToken ct)
    {
        await context.Database.OpenConnectionAsync(ct);
        return context.Database.GetDbConnection();
    }
}
