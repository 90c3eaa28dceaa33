using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>
/// Runs every server as the hub's own account, each in a home folder made for its user: for trying things out, since nothing
/// keeps the users apart.
/// </summary>
public sealed class SimpleLocalProcessSpawner(
    LocalProcessSettings settings, TimeProvider time, ILogger<SimpleLocalProcessSpawner> log, ServerCgroups? cgroups = null)
    : LocalSpawner(settings, time, log, cgroups)
{
    public override string Name => "jupyterhub.spawner.SimpleLocalProcessSpawner";

    protected override ProcessOwner OwnerOf(SpawnRequest request, LocalProcessSettings own)
    {
        try
        {
            var home = Path.GetFullPath(HomeFolder.Of(own.HomeTemplate, request.UserName));
            return new ProcessOwner(request.UserName, home, "/bin/bash");
        }
        catch (FormatException mistake)
        {
            throw new SpawnFailedException("The configuration of this hub's servers has a mistake; please tell its operator.", mistake)
            {
                Detail = $"SimpleLocalProcessSpawner.home_dir_template: {mistake.Message}",
            };
        }
    }

    protected override void PrepareHome(ProcessOwner owner) => Directory.CreateDirectory(owner.Home);
}
