namespace Hub.Domain.Configuration.Sources;

/// <summary>Puts the sources of a hub in their order.</summary>
public static class ConfigurationSources
{
    /// <summary>The files the command line names, then the environment, then the command line: each wins over those before it.</summary>
    /// <param name="commandLine">The arguments after the verb.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="ct">Ends the reading of files.</param>
    public static async Task<IReadOnlyList<IConfigurationSource>> LoadAsync(
        CommandLineSource commandLine, EnvironmentSource environment, CancellationToken ct)
    {
        var sources = new List<IConfigurationSource>();
        foreach (var path in commandLine.ConfigFiles)
            sources.Add(await JsonFileSource.LoadAsync(path, ct));
        return [.. sources, environment, commandLine];
    }
}
