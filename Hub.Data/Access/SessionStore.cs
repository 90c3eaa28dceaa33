using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Access;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Notices;

namespace Hub.Data.Access;

internal sealed class SessionStore(HubDatabase database) : ISessionStore
{
    public Task AddAsync(BrowserSession session, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            unit.Context.Sessions.Add(session);
            var name = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("SELECT name FROM users WHERE id = @UserId", session, ct)) ?? throw new NotFoundException("The user is gone.");
            unit.Record(AuditKinds.Login, AuditObject.User(name), origin: AuditOrigin.Current.As(name));
        }, ct);

    public Task EndAsync(string sessionId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var name = await unit.Connection.QueryFirstOrDefaultAsync<string>(unit.Sql(
                """
                DELETE FROM oauth_codes WHERE session_id = @sessionId;
                DELETE FROM api_tokens WHERE session_id = @sessionId;
                WITH ended AS (DELETE FROM sessions WHERE session_id = @sessionId RETURNING user_id)
                SELECT name FROM users WHERE id = (SELECT user_id FROM ended LIMIT 1);
                """,
                new { sessionId },
                ct));
            if (name is not null)
                unit.Record(AuditKinds.Logout, AuditObject.User(name), name);
            unit.Tell(NoticeTopic.Access, $"session:{sessionId}");
        }, ct);

    public Task EndAllAsync(int userId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var name = await unit.Connection.QueryFirstOrDefaultAsync<string>(unit.Sql(
                """
                DELETE FROM oauth_codes WHERE user_id = @userId;
                DELETE FROM api_tokens WHERE user_id = @userId AND session_id IS NOT NULL;
                DELETE FROM sessions WHERE user_id = @userId;
                SELECT name FROM users WHERE id = @userId;
                """,
                new { userId },
                ct));
            if (name is not null)
                unit.Record(AuditKinds.SessionsEnded, AuditObject.User(name), name);
            unit.Tell(NoticeTopic.Access, $"user:{userId}");
        }, ct);
}
