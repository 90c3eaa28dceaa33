namespace Hub.Proxy.Cli;

/// <summary>One option: its name, what its value is called (null for a flag), its help, and what it sets.</summary>
internal sealed record OptionSpec(string Name, string? Value, string Help, Action<ProxyOptions, string> Apply)
{
    public bool IsFlag => Value is null;

    public static OptionSpec Flag(string name, string help, Action<ProxyOptions> apply) => new(name, null, help, (o, _) => apply(o));
}
