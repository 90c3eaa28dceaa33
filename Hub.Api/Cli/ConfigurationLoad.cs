using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Sources;

namespace Hub.Api.Cli;

/// <summary>Reads the configuration for a verb: defaults, files, environment, command line.</summary>
internal static class ConfigurationLoad
{
    /// <summary>The result, right or wrong, with the settings of a trial in front where nothing says how users sign in.</summary>
    public static async Task<(ConfigurationResult Result, Trial? Trial)> ReadAsync(string[] args, CancellationToken ct)
    {
        var commandLine = new CommandLineSource(args);
        var sources = await ConfigurationSources.LoadAsync(commandLine, EnvironmentSource.OfThisProcess(), ct);
        var result = ConfigurationReader.Read(sources);
        if (result.Configuration is not { } configuration || commandLine.ConfigFiles.Count > 0
            || configuration.IsSet("JupyterHub.authenticator_class") || configuration.IsSet("JupyterHub.spawner_class"))
            return (result, null);
        var trial = await Trial.PrepareAsync(configuration.Process.DataPath, ct);
        return (ConfigurationReader.Read([trial.Settings, .. sources]), trial);
    }

    /// <summary>The configuration and its URLs; warnings go to stderr.</summary>
    /// <exception cref="PlainFailureException">It has mistakes; the message lists them all.</exception>
    public static async Task<(HubConfiguration Configuration, HubUrls Urls, Trial? Trial)> LoadAsync(string[] args, CancellationToken ct)
    {
        var (result, trial) = await ReadAsync(args, ct);
        foreach (var warning in result.Warnings)
            await Console.Error.WriteLineAsync($"Warning: {warning}");
        if (result.Configuration is not { } configuration)
        {
            throw new PlainFailureException(
                $"The configuration has {result.Mistakes.Count} {(result.Mistakes.Count == 1 ? "mistake" : "mistakes")}:\n"
                + string.Join("\n", result.Mistakes.Select(mistake => $"  {mistake}")));
        }

        return (configuration, configuration.Urls.Resolve(Environment.MachineName), trial);
    }
}
