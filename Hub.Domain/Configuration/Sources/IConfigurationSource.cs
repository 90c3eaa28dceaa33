namespace Hub.Domain.Configuration.Sources;

/// <summary>Where settings come from; what a source could not make sense of is a mistake, not an exception.</summary>
public interface IConfigurationSource
{
    IReadOnlyList<Setting> Settings { get; }

    IReadOnlyList<ConfigurationMistake> Mistakes { get; }

    IReadOnlyList<ConfigurationMistake> Warnings { get; }
}
