using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Support;

/// <summary>Two hubs on one database, one machine and one proxy, each with a spawner of its own, and an administrator's client of each.</summary>
public sealed class ApiPair : IAsyncDisposable
{
    public required TinyServers Machine { get; init; }

    public required ForgetfulProxy Proxy { get; init; }

    public required HubApplication A { get; init; }

    public required HubApplication B { get; init; }

    public required TokenClient OnA { get; init; }

    public required TokenClient OnB { get; init; }

    /// <param name="configuration">Of both.</param>
    /// <param name="distinctPorts">Whether each says truly where it is; else both say the same, and only one of them is routed to.</param>
    public static async Task<ApiPair> StartAsync(
        HubConfiguration configuration, Func<TinyServers, ISpawner> spawnerOfA, Func<TinyServers, ISpawner>? spawnerOfB = null, bool distinctPorts = false)
    {
        var (machine, proxy) = (new TinyServers(), new ForgetfulProxy());
        var a = await HubApplication.StartAsync(configuration, services => Replace(services, spawnerOfA(machine), proxy), port: Port());
        var b = await HubApplication.StartAsync(configuration, services => Replace(services, (spawnerOfB ?? spawnerOfA)(machine), proxy), a, Port());
        var token = await MintedTokens.OfAsync(a, "admin", "inherit");
        return new ApiPair { Machine = machine, Proxy = proxy, A = a, B = b, OnA = new TokenClient(a.Port, token), OnB = new TokenClient(b.Port, token) };

        int Port() => distinctPorts ? FreePort.Next() : 0;
    }

    public async ValueTask DisposeAsync()
    {
        OnA.Dispose();
        OnB.Dispose();
        await B.DisposeAsync();
        await A.DisposeAsync();
        await Machine.DisposeAsync();
    }

    private static void Replace(IServiceCollection services, ISpawner spawner, IProxy proxy)
    {
        services.Replace(ServiceDescriptor.Singleton(spawner));
        services.Replace(ServiceDescriptor.Singleton(proxy));
    }
}
