namespace Hub.Api.Wire;

/// <summary>The version of JupyterHub's REST API that we implement; clients compare it with their own.</summary>
public static class ApiVersion
{
    public const string Current = "6.0.0";
}
