using System.Text.Json;
using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;
using Hub.Domain.Routes;

namespace Hub.Data.Routes;

/// <summary>Among the secrets, because a proxy's token is one.</summary>
internal sealed class ProxyMoveStore(HubDatabase database) : IProxyMoveStore
{
    public async Task<ProxyEndpoint?> FindAsync(string proxy, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var value = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT value FROM secrets WHERE name = @name", new { name = NameOf(proxy) }, cancellationToken: ct));
        return value is null ? null : JsonSerializer.Deserialize<ProxyEndpoint>(value);
    }

    public Task SetAsync(string proxy, ProxyEndpoint? endpoint, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("DELETE FROM secrets WHERE name = @name", new { name = NameOf(proxy) }, ct);
            if (endpoint is not null)
            {
                await unit.ExecuteAsync(
                    "INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    new { name = NameOf(proxy), value = JsonSerializer.SerializeToUtf8Bytes(endpoint) },
                    ct);
            }

            unit.Tell(NoticeTopic.Routes);
            return true;
        }, ct);

    private static string NameOf(string proxy) => $"moved_proxy/{proxy}";
}
