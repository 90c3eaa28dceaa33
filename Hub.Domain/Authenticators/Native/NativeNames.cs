using Hub.Domain.Users;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// The one name an account has, however it is typed: the name its owner will have in the hub. Every look-up goes through here, or
/// <c>Ann</c> could get an account beside the one of <c>ann</c> and be taken for her.
/// </summary>
/// <param name="names">How names without the prefix are normalised.</param>
/// <param name="hub">How the hub normalises whole names.</param>
/// <param name="prefix">What the hub's names of these users begin with; empty for nothing.</param>
/// <param name="others">What names of other authenticators begin with.</param>
public sealed class NativeNames(UserNames names, UserNames hub, string prefix, IReadOnlyList<string> others)
{
    private const int MostReplacements = 10;

    public NativeNames(UserNames names) : this(names, names, "", [])
    {
    }

    /// <summary>What the owner types, who does not know of a prefix.</summary>
    /// <returns>Null for what cannot be the name of an account.</returns>
    public string? Of(string typed)
    {
        var name = names.Normalize(typed);
        // The login replaces names once more, so the name must be one that stays as it is.
        for (var i = 0; i < MostReplacements && names.Normalize(name) != name; i++)
            name = names.Normalize(name);
        if (names.Normalize(name) != name || !names.IsValid(name) || name.Contains(',') || name.Any(char.IsWhiteSpace))
            return null;
        var whole = prefix + name;
        var isAnothers = prefix.Length == 0 && others.Any(other => whole.StartsWith(other, StringComparison.Ordinal));
        return hub.Normalize(whole) == whole && hub.IsValid(whole) && !isAnothers ? whole : null;
    }

    /// <summary>What an administrator types: the whole name of a user of the hub.</summary>
    /// <returns>Null for who cannot have an account.</returns>
    public string? OfUser(string typed) => typed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? Of(typed[prefix.Length..]) : null;

    /// <summary>An account's name as its owner types it.</summary>
    public string Typed(string account) => account[prefix.Length..];
}
