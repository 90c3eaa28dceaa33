using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.AuthState;

/// <summary>The keys that what authenticators keep about users is encrypted with.</summary>
[TraitClass("CryptKeeper")]
public sealed record CryptOptions : ICheckedOptions
{
    /// <summary>
    /// The keys, each 64 hexadecimal digits, 44 characters of base64url, or 32 characters as they are; several may also stand in one text
    /// with semicolons between them. The first encrypts, all decrypt: to change keys, put the new one first and take the old one away
    /// later. Default: the environment variable JUPYTERHUB_CRYPT_KEY, else none.
    /// </summary>
    [EnvironmentDefault("JUPYTERHUB_CRYPT_KEY"), Secret]
    public IReadOnlyList<string> Keys { get; init; } = [];

    public IEnumerable<OptionProblem> Check()
    {
        if (Keys.SelectMany(text => text.Split(';', StringSplitOptions.RemoveEmptyEntries)).Any(key => !FernetKey.IsKey(key)))
            yield return new OptionProblem(nameof(Keys), "has an entry that is no key", "64 hexadecimal digits, 44 characters of base64url, or 32 bytes of text each");
    }
}
