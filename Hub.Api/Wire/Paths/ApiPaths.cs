namespace Hub.Api.Wire.Paths;

/// <summary>Tells API paths from pages. Paths here are without the base URL.</summary>
public static class ApiPaths
{
    public const string Prefix = "/hub/api";

    /// <summary>Older documents leave out <c>/hub</c>.</summary>
    public const string Alias = "/api";

    /// <summary>The one path below the API that is a page: users confirm OAuth logins there.</summary>
    public const string AuthorizePage = Prefix + "/oauth2/authorize";

    public static bool AnswersInJson(PathString path) => IsApi(path) && path.Value != AuthorizePage;

    public static bool IsRoot(PathString path) => path.Value is Prefix or Prefix + "/";

    public static bool IsApi(PathString path) => IsUnder(path.Value, Prefix);

    /// <summary>Whether a path is a prefix or lies below it. Unlike ASP.NET's own test, <c>/HUB</c> is not <c>/hub</c>.</summary>
    public static bool IsUnder(ReadOnlySpan<char> path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}
