using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Access;
using Hub.Domain.Notices;

namespace Hub.Data.Access;

internal sealed class SessionStore(HubDatabase database) : ISessionStore
{
    public Task AddAsync(BrowserSession session, CancellationToken ct) =>
        database.WriteAsync(unit =>
        {
            unit.Context.Sessions.Add(session);
            return Task.CompletedTask;
        }, ct);

    public Task EndAsync(string sessionId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.Connection.ExecuteAsync(unit.Sql(
                """
                DELETE FROM oauth_codes WHERE session_id = @sessionId;
                DELETE FROM api_tokens WHERE session_id = @sessionId;
                DELETE FROM sessions WHERE session_id = @sessionId;
                """,
                new { sessionId },
                ct));
            unit.Tell(NoticeTopic.Access, $"session:{sessionId}");
        }, ct);

    public Task EndAllAsync(int userId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.Connection.ExecuteAsync(unit.Sql(
                """
                DELETE FROM oauth_codes WHERE user_id = @userId;
                DELETE FROM api_tokens WHERE user_id = @userId AND session_id IS NOT NULL;
                DELETE FROM sessions WHERE user_id = @userId;
                """,
                new { userId },
                ct));
            unit.Tell(NoticeTopic.Access, $"user:{userId}");
        }, ct);
}
