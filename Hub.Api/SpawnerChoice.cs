using Hub.Api.Wire;
using Hub.Domain.Configuration;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;

namespace Hub.Api;

/// <summary>Makes the spawner that <c>spawner_class</c> names.</summary>
internal static class SpawnerChoice
{
    public static void AddHubSpawner(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ReadinessProbe(
            ApiVersion.Current, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ReadinessProbe>>()));
        services.AddSingleton(provider => Settings(provider.GetRequiredService<HubConfiguration>()));
        services.AddSingleton(Cgroups);
        services.AddSingleton<LocalPrograms>();
        services.AddSingleton<ISpawner>(provider => provider.GetRequiredService<SpawnerOptions>().SpawnerClass switch
        {
            "simple" => ActivatorUtilities.CreateInstance<SimpleLocalProcessSpawner>(provider),
            "localprocess" => ActivatorUtilities.CreateInstance<LocalProcessSpawner>(provider),
            var other => throw new ArgumentException($"There is no spawner called {other}"),
        });
    }

    private static LocalProcessSettings Settings(HubConfiguration configuration) =>
        new LocalProcessSettings { DataFolder = Path.GetFullPath(configuration.Process.DataPath) }.With(configuration.Spawner);

    private static ServerCgroups Cgroups(IServiceProvider provider)
    {
        var (options, log) = (provider.GetRequiredService<SpawnerOptions>(), provider.GetRequiredService<ILogger<ServerCgroups>>());
        return ServerCgroups.Find(provider.GetRequiredService<HubConfiguration>().LocalLimits.Cgroup, options.MemLimit > 0 || options.CpuLimit > 0, log);
    }
}
