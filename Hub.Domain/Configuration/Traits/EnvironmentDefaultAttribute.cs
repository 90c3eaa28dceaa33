namespace Hub.Domain.Configuration.Traits;

/// <summary>Names the environment variable JupyterHub itself reads when the trait is not set anywhere.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvironmentDefaultAttribute(string variable) : Attribute
{
    public string Variable { get; } = variable;
}
