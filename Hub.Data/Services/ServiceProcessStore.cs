using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;
using Hub.Domain.Services;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Services;

internal sealed class ServiceProcessStore(HubDatabase database) : IServiceProcessStore
{
    private const string Note = "for managed service";

    public async Task<IReadOnlyList<ServiceProcess>> ListAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.ServiceProcesses.AsNoTracking().ToListAsync(ct);
    }

    public Task SaveAsync(ServiceProcess process, CancellationToken ct) =>
        database.WriteAsync(unit => unit.Connection.ExecuteAsync(unit.Sql(
            """
            INSERT INTO service_processes (name, host, definition, state, pid, started)
            VALUES (@Name, @Host, @Definition, @state::json, @Pid, @Started)
            ON CONFLICT (name, host) DO UPDATE SET definition = excluded.definition, state = excluded.state, pid = excluded.pid,
                started = excluded.started
            """,
            new
            {
                process.Name,
                process.Host,
                process.Definition,
                state = process.State.ToJsonString(),
                process.Pid,
                Started = process.Started.ToUniversalTime(),
            },
            ct)), ct);

    public Task RemoveAsync(string name, string host, CancellationToken ct) =>
        database.WriteAsync(unit => unit.Connection.ExecuteAsync(unit.Sql(
            "DELETE FROM service_processes WHERE name = @name AND host = @host", new { name, host }, ct)), ct);

    public Task RenewTokenAsync(string service, byte[] hash, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var id = await unit.Connection.QuerySingleAsync<int>(unit.Sql(
                """
                DELETE FROM api_tokens WHERE note = @Note AND service_id = (SELECT id FROM services WHERE name = @service);
                UPDATE oauth_clients SET secret_hash = @hash WHERE service_id = (SELECT id FROM services WHERE name = @service);
                INSERT INTO api_tokens (service_id, hash, scopes, created, note, from_configuration)
                SELECT s.id, @hash, r.scopes, now(), @Note, false FROM services s, roles r WHERE s.name = @service AND r.name = 'token';
                SELECT id FROM services WHERE name = @service;
                """,
                new { service, hash, Note },
                ct));
            unit.Tell(NoticeTopic.Access, $"service:{id}");
        }, ct);
}
