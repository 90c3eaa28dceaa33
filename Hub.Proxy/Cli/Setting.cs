namespace Hub.Proxy.Cli;

/// <summary>An option with the value it was given somewhere.</summary>
internal sealed record Setting(OptionSpec Option, string Value);
