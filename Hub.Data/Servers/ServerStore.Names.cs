using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Servers;

internal sealed partial class ServerStore
{
    public Task<IReadOnlyList<ServerRename>> RenameInvalidAsync(CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.LockConfigurationAsync(ct);
            // What follows the rules never leaves the database: nearly all do.
            var invalid = await unit.Context.Servers
                .FromSql($"SELECT * FROM servers WHERE name <> '' AND (length(name) > 30 OR name !~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$') FOR UPDATE")
                .Include(server => server.User).OrderBy(server => server.Id).ToListAsync(ct);
            var owners = invalid.Select(server => server.UserId).ToList();
            var taken = (await unit.Context.Servers.Where(server => owners.Contains(server.UserId))
                .Select(server => new { server.UserId, server.Name }).ToListAsync(ct)).Select(server => (server.UserId, server.Name)).ToHashSet();
            var renamed = new List<ServerRename>();
            foreach (var server in invalid)
            {
                if (server.Active)
                {
                    renamed.Add(new ServerRename(server.User!.Name, server.Name, null));
                    continue;
                }

                var old = server.Name;
                server.Name = taken.Contains((server.UserId, ServerSlug.Of(old))) ? ServerSlug.Distinct(old) : ServerSlug.Of(old);
                server.DisplayName = server.DisplayName.Length > 0 ? server.DisplayName : old;
                taken.Add((server.UserId, server.Name));
                renamed.Add(new ServerRename(server.User!.Name, old, server.Name));
                unit.Tell(NoticeTopic.Server, $"{server.Id}");
            }

            if (renamed.Count > 0)
                unit.Tell(NoticeTopic.Access, "all");
            return (IReadOnlyList<ServerRename>)renamed;
        }, ct);
}
