using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Runs each server as the machine's account of the user's name. For other accounts than its own the hub must be root.</summary>
public sealed class LocalProcessSpawner(
    LocalProcessSettings settings, TimeProvider time, ILogger<LocalProcessSpawner> log, ServerCgroups? cgroups = null)
    : LocalSpawner(settings, time, log, cgroups)
{
    private readonly SystemAccount hub = SystemAccount.Current();

    public override string Name => "jupyterhub.spawner.LocalProcessSpawner";

    protected override ProcessOwner OwnerOf(SpawnRequest request, LocalProcessSettings own)
    {
        var account = SystemAccount.Find(request.UserName) ?? throw new SpawnFailedException(
            $"The hub's machine has no account '{Shortened(request.UserName)}', as which the server would run.")
        {
            Reason = SpawnFailure.Policy,
        };
        var owner = new ProcessOwner(request.UserName, account.Home, account.Shell);
        if (account.Uid == hub.Uid)
            return owner;
        return hub.Uid == 0 ? owner with { Account = account } : throw new SpawnFailedException(
            $"The hub runs as '{hub.Name}' and can only start servers of that account; for '{account.Name}' it must run as root.")
        {
            Reason = SpawnFailure.Policy,
        };
    }

    private static string Shortened(string name) => name.Length <= 64 ? name : name[..64] + "...";
}
