using Hub.Domain.Access;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;

namespace Hub.Api.Users;

/// <summary>Makes the <see cref="UserView"/> of each caller.</summary>
public sealed class UserViews(ServerAddresses addresses, ISpawner spawner)
{
    public UserView Of(Caller caller) => new(caller, addresses, spawner);
}
