using System.Text;

namespace Hub.Domain.Authenticators.AuthState;

/// <summary>Encrypts what may not be in the database as it is: the first key encrypts, all of them decrypt.</summary>
public sealed class CryptKeys
{
    private readonly List<FernetKey> keys;
    private readonly TimeProvider clock;

    /// <exception cref="ArgumentException">A key is none.</exception>
    public CryptKeys(CryptOptions options, TimeProvider clock)
    {
        this.clock = clock;
        keys = [.. options.Keys.SelectMany(text => text.Split(';', StringSplitOptions.RemoveEmptyEntries)).Select(FernetKey.Parse)];
    }

    /// <summary>Whether there is any key to encrypt with.</summary>
    public bool Any => keys.Count > 0;

    public byte[] Encrypt(byte[] plain) => Encoding.ASCII.GetBytes(keys[0].Encrypt(plain, clock.GetUtcNow()));

    /// <returns>What was encrypted, and whether with the key that is used now; null when none of the keys fits.</returns>
    public (byte[] Plain, bool IsCurrent)? Decrypt(byte[] kept)
    {
        var text = Encoding.ASCII.GetString(kept);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Decrypt(text) is { } plain)
                return (plain, i == 0);
        }

        return null;
    }
}
