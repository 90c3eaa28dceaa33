using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Sources;

namespace Hub.Tests.Domain.Configuration;

/// <summary>Reads configurations in one line.</summary>
internal static class Reading
{
    public static ConfigurationResult File(string json) => Of(new JsonFileSource("hub.json", json));

    /// <summary>A file with a single trait.</summary>
    public static ConfigurationResult Trait(string className, string trait, string value) =>
        File("{\"" + className + "\": {\"" + trait + "\": " + value + "}}");

    /// <summary>A file with these traits of the class JupyterHub.</summary>
    public static ConfigurationResult JupyterHub(string traits) => File("{\"JupyterHub\": {" + traits + "}}");

    public static ConfigurationResult Of(params IConfigurationSource[] sources) => ConfigurationReader.Read(sources);

    public static EnvironmentSource Environment(params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(variable => variable.Name, variable => variable.Value));

    public static CommandLineSource CommandLine(params string[] arguments) => new(arguments);

    public static HubConfiguration Valid(this ConfigurationResult result)
    {
        result.Mistakes.Select(mistake => mistake.ToString()).ShouldBeEmpty();
        return result.Configuration.ShouldNotBeNull();
    }

    public static string[] Lines(this IEnumerable<ConfigurationMistake> mistakes) => [.. mistakes.Select(mistake => mistake.ToString())];
}
