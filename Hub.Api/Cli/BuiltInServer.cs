using Hub.Domain.Configuration;

namespace Hub.Api.Cli;

/// <summary>Lets the hub start its small built-in single-user server where no Jupyter is installed.</summary>
internal static class BuiltInServer
{
    public static async Task<HubConfiguration> UseWhereNeededAsync(HubConfiguration configuration, ILogger log)
    {
        if (configuration.Spawner.Cmd is not ["jupyterhub-singleuser"] || configuration.Values.Any(IsSetCommand) || IsOnPath("jupyterhub-singleuser"))
            return configuration;
        await Console.Error.WriteLineAsync(
            "No jupyterhub-singleuser is installed here, so users get the hub's small built-in server.\n"
            + "For Jupyter: apt-get install jupyterhub jupyter-notebook, or pip install jupyterhub jupyterlab; or set Spawner.cmd.");
        log.LogInformation("Spawner.cmd is the built-in server");
        return configuration with
        {
            Spawner = configuration.Spawner with { Cmd = ["dotnet", typeof(BuiltInServer).Assembly.Location, "singleuser"] },
        };
    }

    private static bool IsSetCommand(TraitValue value) => value.Trait.EndsWith(".cmd", StringComparison.Ordinal) && !value.IsDefault;

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
