namespace Hub.Domain.Configuration;

/// <summary>One trait as it takes effect; secrets are already hidden.</summary>
/// <param name="Trait">Class and name, as <c>JupyterHub.port</c>.</param>
/// <param name="Text">The value as JSON.</param>
/// <param name="Origin">Where it came from: "default", a file and line, an environment variable, the command line.</param>
/// <param name="IsDefault">Whether nobody has set it.</param>
public sealed record TraitValue(string Trait, string Text, string Origin, bool IsDefault);
