using Hub.Domain.Errors;

namespace Hub.Domain.Scopes;

/// <summary>One scope as it is written: a base scope and, where it is limited, the filter after the exclamation mark.</summary>
/// <param name="Base">The name in the table of scopes, such as <c>read:users</c>.</param>
/// <param name="Kind">What the filter speaks of; <see cref="ScopeFilterKind.None"/> without a filter.</param>
/// <param name="Name">What the filter names; null for a bare filter such as <c>!user</c>.</param>
public readonly record struct Scope(string Base, ScopeFilterKind Kind = ScopeFilterKind.None, string? Name = null)
{
    /// <summary>Whether the filter still waits for an owner or an issuer to say whom it means.</summary>
    public bool IsBare => Kind != ScopeFilterKind.None && Name is null;

    /// <summary>Reads the form only; whether the base scope exists is for <see cref="ScopeTable"/> to say.</summary>
    public static bool TryParse(string text, out Scope scope)
    {
        var (baseScope, filter) = Cut(text);
        scope = new Scope(baseScope);
        if (filter is null)
            return true;
        var equals = filter.IndexOf('=');
        var name = equals < 0 ? null : filter[(equals + 1)..];
        var kind = KindOf(equals < 0 ? filter : filter[..equals]);
        // A group is nobody's own, so it has no bare form.
        if (kind == ScopeFilterKind.None || name is "" || (name is null && kind == ScopeFilterKind.Group))
            return false;
        scope = new Scope(baseScope, kind, name);
        return true;
    }

    /// <exception cref="InvalidInputException">The scope or its filter does not exist; the message is JupyterHub's.</exception>
    public static Scope Parse(string text, ScopeTable table, string who)
    {
        if (table.MistakeIn(text, who) is { } mistake)
            throw new InvalidInputException(mistake);
        return TryParse(text, out var scope) ? scope : throw new FormatException($"'{text}' was checked and yet cannot be read.");
    }

    /// <summary>The scope with a bare filter replaced by the name it means; null when there is no such name.</summary>
    public Scope? Resolve(ScopeOwner owner)
    {
        if (!IsBare)
            return this;
        return owner.NameFor(Kind) is { } name ? this with { Name = name } : null;
    }

    public override string ToString()
    {
        if (Kind == ScopeFilterKind.None)
            return Base;
        var kind = Kind.ToString().ToLowerInvariant();
        return Name is null ? $"{Base}!{kind}" : $"{Base}!{kind}={Name}";
    }

    internal static (string Base, string? Filter) Cut(string text)
    {
        var mark = text.IndexOf('!');
        return mark < 0 ? (text, null) : (text[..mark], text[(mark + 1)..]);
    }

    internal static ScopeFilterKind KindOf(string word) => word switch
    {
        "user" => ScopeFilterKind.User,
        "group" => ScopeFilterKind.Group,
        "server" => ScopeFilterKind.Server,
        "service" => ScopeFilterKind.Service,
        _ => ScopeFilterKind.None,
    };
}
