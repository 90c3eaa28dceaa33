using Hub.Domain.Users;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// The one name an account has, however it is typed: the name its owner will have in the hub. Every look-up goes through here, or
/// <c>Ann</c> could get an account beside the one of <c>ann</c> and be taken for her.
/// </summary>
public sealed class NativeNames(UserNames names)
{
    private const int MostReplacements = 10;

    /// <returns>Null for what cannot be the name of an account.</returns>
    public string? Of(string typed)
    {
        var name = names.Normalize(typed);
        // The login replaces names once more, so the name must be one that stays as it is.
        for (var i = 0; i < MostReplacements && names.Normalize(name) != name; i++)
            name = names.Normalize(name);
        return names.Normalize(name) == name && names.IsValid(name) && !name.Contains(',') && !name.Any(char.IsWhiteSpace) ? name : null;
    }
}
