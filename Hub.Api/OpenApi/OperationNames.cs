namespace Hub.Api.OpenApi;

/// <summary>Operation ids and tags, made from method and path the way JupyterHub's contract makes them.</summary>
internal static class OperationNames
{
    // Where that contract has no rule.
    private static readonly Dictionary<string, string> Odd = new()
    {
        ["GET /"] = "get-api",
        ["GET /user"] = "get-current-user",
        ["POST /share-codes/{owner}/{server_name}"] = "post-share-code",
        ["DELETE /share-codes/{owner}/{server_name}"] = "delete-share-code",
    };

    private static readonly Dictionary<string, string> Shorter = new() { ["authorizations"] = "auth", ["oauth2"] = "oauth" };

    /// <summary>Such as <c>get-user-server-name</c> for <c>GET /users/{name}/servers/{server_name}</c>.</summary>
    public static string Of(string method, string path)
    {
        if (Odd.TryGetValue($"{method} {path}", out var id))
            return id;
        var words = new List<string> { method.ToLowerInvariant() };
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length; i++)
        {
            if (IsParameter(segments[i]))
                words.AddRange(WordFor(segments, i));
            else
                words.Add(IsSingular(segments, i) ? Singular(segments[i]) : Shorter.GetValueOrDefault(segments[i], segments[i]));
        }

        return string.Join('-', words);
    }

    /// <summary>What an operation is about: the last part of its path that names a kind of thing with operations of its own.</summary>
    public static string TagOf(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var segment in segments.Skip(1).Reverse())
        {
            if (segment is "server" or "servers")
                return "servers";
            if (segment is "tokens")
                return "tokens";
            if (segment is "shared")
                return "shares";
            if (segment is "roles")
                return "roles";
        }

        return segments.Length == 0 || !ApiDescriptionText.Tags.ContainsKey(segments[0]) ? segments is ["user", ..] ? "users" : "hub" : segments[0];
    }

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private static IEnumerable<string> WordFor(string[] segments, int at) => segments[at] switch
    {
        "{owner}" => at == segments.Length - 1 ? ["owner"] : [],
        "{server_name}" => segments[at - 1] == "servers" ? ["name"] : ["server"],
        _ => [],
    };

    private static bool IsSingular(string[] segments, int at) =>
        at + 1 < segments.Length && IsParameter(segments[at + 1]) && segments[at + 1] != "{owner}";

    private static string Singular(string plural) => plural.EndsWith('s') ? plural[..^1] : plural;
}
