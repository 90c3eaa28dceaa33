using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Hub.Api.OpenApi;

/// <summary>Paths and their parameters as the contract spells them: below the API's prefix, and with JupyterHub's names.</summary>
internal static class ContractPath
{
    // A route value names its kind, so that scopes can be held against it; JupyterHub's contract calls both just "name".
    private static readonly (string Route, string Contract)[] Names = [("group_name", "name"), ("service_name", "name")];

    public static string Of(ApiDescription api) => Of(api.RelativePath ?? "");

    /// <param name="relativePath">As the router has it, such as <c>hub/api/groups/{group_name}</c>.</param>
    public static string Of(string relativePath)
    {
        var path = "/" + relativePath.Trim('/');
        path = ApiPaths.IsUnder(path, ApiPaths.Prefix) ? path[ApiPaths.Prefix.Length..] : path;
        foreach (var (route, contract) in Names)
            path = path.Replace($"{{{route}}}", $"{{{contract}}}", StringComparison.Ordinal);
        return path.Length == 0 ? "/" : path;
    }

    public static string Parameter(string name) => Array.Find(Names, pair => pair.Route == name).Contract ?? name;
}
