using Hub.Domain.Errors;

namespace Hub.Api.Scopes;

/// <summary>A question about what a user may do.</summary>
public sealed class ExplainQuery
{
    /// <summary>The user asked about.</summary>
    public string? User { get; init; }

    /// <summary>The scope, as it could be needed: <c>read:hub</c>, or <c>read:users!user=bob</c> with the filter that says on what.</summary>
    public string? Scope { get; init; }

    /// <summary>On which server, as <c>owner/name</c>, with nothing after the slash for the default server.</summary>
    public string? Server { get; init; }

    /// <summary>On which group.</summary>
    public string? Group { get; init; }

    /// <summary>On which service.</summary>
    public string? Service { get; init; }

    /// <summary>The user, and the scope with the one filter that was given in one way or the other.</summary>
    public (string User, string Scope) Question()
    {
        if (string.IsNullOrEmpty(User) || string.IsNullOrEmpty(Scope))
            throw new InvalidInputException("Specify `user` and `scope`, and at most one of `server`, `group` and `service`");
        var filters = new[] { ("server", Server), ("group", Group), ("service", Service) }.Where(filter => filter.Item2 is not null).ToList();
        if (filters.Count + (Scope.Contains('!', StringComparison.Ordinal) ? 1 : 0) > 1)
            throw new InvalidInputException("Specify at most one of `server`, `group`, `service` and a filter in `scope`");
        return (User, filters is [var (kind, name)] ? $"{Scope}!{kind}={name}" : Scope);
    }
}
