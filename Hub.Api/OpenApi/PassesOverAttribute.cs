namespace Hub.Api.OpenApi;

/// <summary>Names query parameters that JupyterHub's contract has and that change nothing, there or here.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PassesOverAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
