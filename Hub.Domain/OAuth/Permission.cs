using Hub.Domain.Scopes;

namespace Hub.Domain.OAuth;

/// <summary>A scope in words, for the user who is asked to grant it.</summary>
/// <param name="AppliesTo">What it is limited to, such as <c>user: ada</c>; null when it is not.</param>
public sealed record Permission(string Description, string? AppliesTo)
{
    /// <summary>Null when there is no such scope.</summary>
    public static Permission? Of(string text, ScopeTable table)
    {
        if (!Scope.TryParse(text, out var scope) || table.Find(scope.Base) is not { } definition)
            return null;
        var filter = scope.Kind == ScopeFilterKind.None ? null : $"{scope.Kind.ToString().ToLowerInvariant()}: {scope.Name ?? "your own"}";
        return new Permission(definition.Description, filter);
    }
}
