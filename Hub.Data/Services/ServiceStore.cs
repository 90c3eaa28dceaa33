using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.OAuth;
using Hub.Domain.Scopes;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Services;

internal sealed class ServiceStore(HubDatabase database, TimeProvider clock) : IServiceStore
{
    public async Task<ServiceSnapshot?> FindAsync(string name, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Services.AsNoTracking().Where(service => service.Name == name)
            .Select(service => new ServiceSnapshot(
                service,
                service.Roles.Select(role => role.Name).ToList(),
                context.ServiceProcesses.Where(process => process.Name == service.Name && service.Command.Count > 0)
                    .OrderByDescending(process => process.Started).Select(process => process.Pid).FirstOrDefault())).FirstOrDefaultAsync(ct);
    }

    public async Task<IReadOnlyList<ServiceSnapshot>> ListAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Services.AsNoTracking().OrderBy(service => service.Id)
            .Select(service => new ServiceSnapshot(
                service,
                service.Roles.Select(role => role.Name).ToList(),
                context.ServiceProcesses.Where(process => process.Name == service.Name && service.Command.Count > 0)
                    .OrderByDescending(process => process.Started).Select(process => process.Pid).FirstOrDefault())).ToListAsync(ct);
    }

    public Task CreateAsync(Service service, OAuthClient? client, byte[]? tokenHash, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            if (await unit.Context.Services.AnyAsync(other => other.Name == service.Name, ct))
                throw new ConflictException($"Service {service.Name} already exists");
            unit.Context.Services.Add(service);
            await unit.Context.SaveChangesAsync(ct);
            if (client is not null)
            {
                client.ServiceId = service.Id;
                unit.Context.OAuthClients.Add(client);
            }

            if (tokenHash is not null)
                unit.Context.Tokens.Add(await OwnTokenAsync(unit, service, tokenHash, ct));
            unit.Record(AuditKinds.ServiceMade, AuditObject.Service(service.Name), detail: service.Admin ? "admin" : null);
            unit.Tell(NoticeTopic.Routes);
        }, ct);

    public Task RemoveAsync(int serviceId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var name = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("DELETE FROM services WHERE id = @serviceId RETURNING name", new { serviceId }, ct));
            if (name is not null)
                unit.Record(AuditKinds.ServiceRemoved, AuditObject.Service(name));
            unit.Tell(NoticeTopic.Access, $"service:{serviceId}");
            unit.Tell(NoticeTopic.Access, "all");
            unit.Tell(NoticeTopic.Routes);
        }, ct);

    public Task ReplaceConfiguredAsync(IReadOnlyList<(Service Service, OAuthClient? Client)> services, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.LockConfigurationAsync(ct);
            var names = services.Select(entry => entry.Service.Name).ToList();
            await unit.Context.Services.Where(old => old.FromConfiguration && !names.Contains(old.Name)).ExecuteDeleteAsync(ct);
            var known = await unit.Context.Services.Where(old => names.Contains(old.Name)).ToDictionaryAsync(old => old.Name, ct);
            foreach (var (service, client) in services)
            {
                var kept = known.GetValueOrDefault(service.Name);
                if (kept is null)
                    unit.Context.Services.Add(kept = service);
                else
                    TakeOver(kept, service);
                kept.FromConfiguration = true;
                await unit.Context.SaveChangesAsync(ct);
                await ReplaceClientAsync(unit, kept.Id, client, ct);
            }

            unit.Tell(NoticeTopic.Access, "all");
            unit.Tell(NoticeTopic.Routes);
        }, ct);

    private static void TakeOver(Service kept, Service wanted)
    {
        kept.Admin = wanted.Admin;
        kept.Url = wanted.Url;
        kept.Command = wanted.Command;
        kept.Info = wanted.Info;
        kept.Display = wanted.Display;
        kept.OAuthNoConfirm = wanted.OAuthNoConfirm;
    }

    private static async Task ReplaceClientAsync(UnitOfWork unit, int serviceId, OAuthClient? wanted, CancellationToken ct)
    {
        var kept = await unit.Context.OAuthClients.FirstOrDefaultAsync(client => client.ServiceId == serviceId, ct);
        if (kept is not null && (wanted is null || kept.Identifier != wanted.Identifier))
        {
            unit.Context.OAuthClients.Remove(kept);
            await unit.Context.SaveChangesAsync(ct);
            kept = null;
        }

        if (wanted is null)
            return;
        if (kept is null)
        {
            wanted.ServiceId = serviceId;
            unit.Context.OAuthClients.Add(wanted);
        }
        else
        {
            // The row stays, and with it the tokens that users have granted this client.
            // None: the process of a managed service that may be running has it.
            kept.SecretHash = wanted.SecretHash.Length > 0 ? wanted.SecretHash : kept.SecretHash;
            kept.RedirectUri = wanted.RedirectUri;
            kept.AllowedScopes = wanted.AllowedScopes;
            kept.Description = wanted.Description;
        }
    }

    private async Task<ApiToken> OwnTokenAsync(UnitOfWork unit, Service service, byte[] hash, CancellationToken ct) => new()
    {
        ServiceId = service.Id,
        Hash = hash,
        // As of any token that asks for nothing.
        Scopes = await unit.Context.Roles.Where(role => role.Name == DefaultRoles.TokenName).Select(role => role.Scopes).SingleAsync(ct),
        Created = clock.GetUtcNow(),
        Note = "for service",
    };
}
