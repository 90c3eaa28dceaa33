using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.AuthState;

/// <summary>Keeps what authenticators want kept about users, encrypted; nothing of it is ever in the database as it is.</summary>
public sealed class AuthStateKeeper
{
    private readonly IUserStore users;
    private readonly TimeProvider clock;
    private readonly ILogger<AuthStateKeeper> log;
    private readonly List<FernetKey> keys;

    /// <exception cref="ArgumentException">State is to be kept and there is no key, or a key is none.</exception>
    public AuthStateKeeper(AuthenticatorOptions options, CryptOptions crypt, IUserStore users, TimeProvider clock, ILogger<AuthStateKeeper> log)
    {
        (this.users, this.clock, this.log) = (users, clock, log);
        keys = [.. crypt.Keys.SelectMany(text => text.Split(';', StringSplitOptions.RemoveEmptyEntries)).Select(FernetKey.Parse)];
        IsOn = options.EnableAuthState;
        if (IsOn && keys.Count == 0)
        {
            throw new ArgumentException(
                "Authenticator.enable_auth_state is set, but there is no key to encrypt with: set JUPYTERHUB_CRYPT_KEY or CryptKeeper.keys");
        }
    }

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOn { get; }

    /// <summary>What is kept about a user; null when there is nothing, or nothing that can be read.</summary>
    public async Task<JsonObject?> ReadAsync(User user, CancellationToken ct)
    {
        if (!IsOn || await users.AuthStateAsync(user.Id, ct) is not { } kept)
            return null;
        var text = Encoding.ASCII.GetString(kept);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Decrypt(text) is not { } plain)
                continue;
            if (Parsed(plain) is not { } state)
                break;
            // An older key must not be needed for ever: what it encrypted is written again with the first.
            if (i > 0)
                await WriteAsync(user, state, ct);
            return state;
        }

        log.LogWarning("What is kept about {User} cannot be decrypted with any of the keys; they have to sign in again", QuotedName.Of(user.Name));
        return null;
    }

    /// <summary>Keeps something about a user. Where nothing is to be kept, what an earlier configuration kept is cleared.</summary>
    public async Task WriteAsync(User user, JsonObject? state, CancellationToken ct)
    {
        var plain = state is null || !IsOn ? null : JsonSerializer.SerializeToUtf8Bytes(state);
        await users.SetAuthStateAsync(user.Id, plain is null ? null : Encoding.ASCII.GetBytes(keys[0].Encrypt(plain, clock.GetUtcNow())), ct);
    }

    private static JsonObject? Parsed(byte[] plain)
    {
        try
        {
            return JsonNode.Parse(plain) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
