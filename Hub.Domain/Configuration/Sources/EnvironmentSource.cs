using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Sources;

/// <summary>Settings from environment variables of the form <c>Class__trait</c>, where Class is one we know.</summary>
public sealed class EnvironmentSource : IConfigurationSource
{
    public EnvironmentSource(IReadOnlyDictionary<string, string> variables)
    {
        Variables = variables;
        Settings =
        [
            .. from variable in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal)
               let parts = variable.Key.Split("__", 2)
               where parts.Length == 2 && TraitClasses.Find(parts[0]) is not null
               select Setting.FromText(parts[0], parts[1], $"environment variable {variable.Key}", variable.Value),
        ];
    }

    /// <summary>All variables, for traits JupyterHub reads from a variable of another name.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    public IReadOnlyList<Setting> Settings { get; }

    public IReadOnlyList<ConfigurationMistake> Mistakes => [];

    public IReadOnlyList<ConfigurationMistake> Warnings => [];

    /// <summary>The environment of this process.</summary>
    public static EnvironmentSource OfThisProcess() => new(
        System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal));
}
