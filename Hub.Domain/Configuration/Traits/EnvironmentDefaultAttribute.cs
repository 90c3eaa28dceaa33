namespace Hub.Domain.Configuration.Traits;

/// <summary>Names an environment variable JupyterHub itself reads when the trait is not set anywhere; of several the first that is set counts.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class EnvironmentDefaultAttribute(string variable) : Attribute
{
    public string Variable { get; } = variable;

    /// <summary>The class that reads it; empty for all that have the trait. Such a variable comes before the general one.</summary>
    public string ForClass { get; init; } = "";

    /// <summary>Whether it holds the name of a host, which is reached by https.</summary>
    public bool IsHost { get; init; }

    /// <summary>Another variable that, where it is set, has the host reached by http; empty for none.</summary>
    public string PlainWhere { get; init; } = "";

    /// <summary>Whether it holds a list, in small letters and with semicolons between the entries.</summary>
    public bool IsList { get; init; }

    /// <summary>What the trait is set to, or its entries.</summary>
    /// <param name="variable">Reads a variable; null where it is not set.</param>
    public IReadOnlyList<string> Read(Func<string, string?> variable)
    {
        var text = variable(Variable) ?? "";
        if (IsList)
            return text.ToLowerInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!IsHost || text.Contains("://", StringComparison.Ordinal))
            return [text];
        return [$"{(PlainWhere.Length > 0 && variable(PlainWhere) is not null ? "http" : "https")}://{text}"];
    }
}
