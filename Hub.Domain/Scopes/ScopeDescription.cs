namespace Hub.Domain.Scopes;

/// <summary>One scope in words, for the page on which a user consents.</summary>
/// <param name="Scope">The base scope.</param>
/// <param name="Description">What it allows.</param>
/// <param name="Filter">On what, empty for everything.</param>
public sealed record ScopeDescription(string Scope, string Description, string Filter)
{
    /// <summary>Describes scopes as they are written, subscopes left out; those that do not exist are passed over.</summary>
    public static IReadOnlyList<ScopeDescription> Of(ScopeTable table, IEnumerable<string> written, string userName)
    {
        var descriptions = new List<ScopeDescription>();
        foreach (var text in written)
        {
            if (Scopes.Scope.TryParse(text, out var scope) && table.Find(scope.Base) is { } definition)
                descriptions.Add(new ScopeDescription(scope.Base, definition.Description, Words(scope, userName)));
        }

        return descriptions;
    }

    private static string Words(Scope scope, string userName) => scope switch
    {
        { Kind: ScopeFilterKind.None } => "",
        { Kind: ScopeFilterKind.User, Name: null } => "only you",
        { Kind: ScopeFilterKind.User } when scope.Name == userName => "only you",
        { Kind: ScopeFilterKind.User } => $"user {scope.Name}",
        { Kind: ScopeFilterKind.Group } => $"users in group {scope.Name}",
        { Kind: ScopeFilterKind.Server, Name: null } => "only this server",
        { Kind: ScopeFilterKind.Server } => $"server {scope.Name}",
        { Name: null } => "only this service",
        _ => $"service {scope.Name}",
    };
}
