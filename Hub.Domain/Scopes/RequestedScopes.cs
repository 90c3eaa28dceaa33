namespace Hub.Domain.Scopes;

/// <summary>Decides which of the scopes somebody asks for may be granted.</summary>
public static class RequestedScopes
{
    /// <summary>The forms asked for that are not held; empty when all may be granted. <c>inherit</c> never asks for too much.</summary>
    public static ScopeSet Missing(
        ScopeTable table, IEnumerable<string> requested, ScopeOwner owner, ScopeSet held, IGroupMembership membership)
    {
        var expanded = table.Expand(requested.Where(scope => scope != "inherit"), owner);
        return expanded.Except(expanded.Intersect(held, membership));
    }

    /// <summary>JupyterHub's words for scopes that <see cref="Missing"/> found.</summary>
    /// <param name="missing">What is not held.</param>
    /// <param name="who">By whom, such as <c>User alice</c>.</param>
    public static string Refusal(ScopeSet missing, string who) =>
        $"Not assigning requested scopes {string.Join(',', missing.ToStrings())} not held by {who}";

    /// <summary>Grants what can be granted, for OAuth clients and servers, who get less rather than an error.</summary>
    /// <remarks>
    /// A scope stays as it was written when all of it is held, so that <c>read:servers!server</c> can still follow its token;
    /// otherwise the part of it that is held is granted in expanded form.
    /// </remarks>
    /// <param name="table">The scopes this hub knows.</param>
    /// <param name="requested">The scopes as they are asked for.</param>
    /// <param name="heldAsWritten">The scopes as they stand in the user's roles.</param>
    /// <param name="owner">For whom, and through which OAuth client.</param>
    /// <param name="membership">Who is in which group; see <see cref="ScopeSet.UsersToLookUp"/>.</param>
    public static ScopeDecision Decide(
        ScopeTable table,
        IReadOnlyCollection<string> requested,
        IReadOnlyCollection<string> heldAsWritten,
        ScopeOwner owner,
        IGroupMembership membership)
    {
        var written = heldAsWritten.ToHashSet(StringComparer.Ordinal);
        var allowed = requested.Where(written.Contains).ToHashSet(StringComparer.Ordinal);
        var refused = new List<string>();
        var held = table.Expand(written, owner);
        var allowedSoFar = table.Expand(allowed, owner);
        foreach (var scope in requested.Where(scope => !written.Contains(scope)).Distinct(StringComparer.Ordinal))
        {
            var asked = table.Expand([scope], owner).Except(allowedSoFar);
            var granted = asked.Intersect(held, membership);
            allowedSoFar = allowedSoFar.Union(granted);
            if (granted.Equals(asked) && table.MistakeIn(scope, "") is null)
            {
                allowed.Add(scope);
                continue;
            }

            refused.Add(scope);
            allowed.UnionWith(granted.ToStrings());
        }

        return new ScopeDecision([.. allowed.Order(StringComparer.Ordinal)], refused);
    }
}
