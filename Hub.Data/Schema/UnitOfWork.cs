using Dapper;
using Hub.Data.Audit;
using Hub.Data.Notices;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Hub.Data.Schema;

/// <summary>
/// One transaction: what is written in it, the notices about it and who did it become visible together. Dispose without
/// <see cref="CommitAsync"/> to undo.
/// </summary>
internal sealed class UnitOfWork : IAsyncDisposable
{
    private const long ConfigurationLock = 0x48554204;

    private readonly IDbContextTransaction transaction;
    private readonly NoticeBoard board;
    private readonly AuditLog audit;
    private readonly List<(NoticeTopic Topic, string Payload)> notices = [];
    private readonly List<AuditEvent> deeds = [];
    private readonly List<NpgsqlBatchCommand> last = [];

    internal UnitOfWork(HubDbContext context, IDbContextTransaction transaction, NoticeBoard board, AuditLog audit)
    {
        Context = context;
        this.transaction = transaction;
        this.board = board;
        this.audit = audit;
    }

    public HubDbContext Context { get; }

    public System.Data.Common.DbConnection Connection => Context.Database.GetDbConnection();

    public System.Data.Common.DbTransaction Transaction => transaction.GetDbTransaction();

    /// <summary>A statement for Dapper that takes part in this transaction.</summary>
    public CommandDefinition Sql(string sql, object? arguments, CancellationToken ct) =>
        new(sql, arguments, Transaction, cancellationToken: ct);

    public Task<int> ExecuteAsync(string sql, object? arguments, CancellationToken ct) => Connection.ExecuteAsync(Sql(sql, arguments, ct));

    /// <summary>A statement whose answer nobody needs: all of these go in one round trip, in their order, just before the commit.</summary>
    public void Then(string sql, params IEnumerable<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        last.Add(command);
    }

    /// <summary>
    /// Lets only one replica at a time bring rows in line with the configuration: hubs that start together would otherwise add
    /// the same rows twice.
    /// </summary>
    public Task LockConfigurationAsync(CancellationToken ct) =>
        Connection.ExecuteAsync(Sql("SELECT pg_advisory_xact_lock(@ConfigurationLock)", new { ConfigurationLock }, ct));

    /// <summary>Says after the commit, to this replica at once and to the others by PostgreSQL, what changed.</summary>
    public void Tell(NoticeTopic topic, string payload = "") => notices.Add((topic, payload));

    /// <summary>Writes down, in this transaction, what is done in it.</summary>
    /// <inheritdoc cref="AuditEvent.Now" path="/param"/>
    public void Record(string kind, string? what, string? concerns = null, string? detail = null, AuditOrigin? origin = null) =>
        deeds.Add(AuditEvent.Now(kind, what, concerns, detail, origin));

    /// <summary>As <see cref="Record(string, string?, string?, string?, AuditOrigin?)"/>, for a deed already put into words.</summary>
    public void Record(AuditEvent deed) => deeds.Add(deed);

    public async Task CommitAsync(CancellationToken ct)
    {
        await Context.SaveChangesAsync(ct);
        if (deeds.Count > 0)
            last.Add(AuditRows.Inserting(deeds));
        if (notices.Count > 0)
            last.Add(NoticeWire.Sending(notices));
        if (last.Count > 0)
            await SendLastAsync(ct);
        await transaction.CommitAsync(ct);
        foreach (var (topic, payload) in notices)
            board.Publish(topic, payload);
        audit.Write(deeds);
    }

    private async Task SendLastAsync(CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)Connection, (NpgsqlTransaction)Transaction);
        foreach (var command in last)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await Context.DisposeAsync();
    }
}
