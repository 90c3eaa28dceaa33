using Hub.Domain.Errors;
using Hub.Domain.Scopes;

namespace Hub.Domain.Shares;

/// <summary>The scopes of a share: each on one server and no other, whatever was asked for.</summary>
public static class ShareScopes
{
    private static readonly string[] WhenNoneGiven = ["access:servers"];

    /// <summary>The base scope with the filter of a server.</summary>
    public static string On(string baseScope, string owner, string serverName) =>
        new Scope(baseScope, ScopeFilterKind.Server, ServerFullName.Of(owner, serverName)).ToString();

    public static IReadOnlyList<string> On(IEnumerable<string> baseScopes, string owner, string serverName) =>
        [.. baseScopes.Select(scope => On(scope, owner, serverName)).Order(StringComparer.Ordinal)];

    /// <summary>The base scopes of what somebody wants to share; the right to use the server when nothing is named.</summary>
    /// <exception cref="InvalidInputException">A scope does not exist, or has the filter of something else.</exception>
    public static IReadOnlyList<string> Wanted(ScopeTable table, IReadOnlyList<string>? written, string owner, string serverName)
    {
        if (written is not { Count: > 0 })
            return WhenNoneGiven;
        RequireKnown(table, written);
        var own = $"server={ServerFullName.Of(owner, serverName)}";
        var scopes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in written)
        {
            var mark = text.IndexOf('!', StringComparison.Ordinal);
            if (mark >= 0 && text[(mark + 1)..] != own)
                throw new InvalidInputException($"{text[mark..]} not allowed on sharing {text}, only !{own}");
            scopes.Add(mark < 0 ? text : text[..mark]);
        }

        return [.. scopes];
    }

    /// <summary>
    /// The base scopes of what somebody wants to take back; null for all. As JupyterHub, a scope counts only as it is shown, with
    /// the filter of the server.
    /// </summary>
    public static IReadOnlyList<string>? Unwanted(ScopeTable table, IReadOnlyList<string>? written, string owner, string serverName)
    {
        if (written is not { Count: > 0 })
            return null;
        RequireKnown(table, written);
        var filter = $"!server={ServerFullName.Of(owner, serverName)}";
        return [.. written.Where(text => text.EndsWith(filter, StringComparison.Ordinal)).Select(text => text[..^filter.Length])];
    }

    private static void RequireKnown(ScopeTable table, IReadOnlyList<string> written)
    {
        if (table.MistakesIn(written, "share") is { Count: > 0 } mistakes)
            throw new InvalidInputException(string.Join("; ", mistakes));
    }
}
