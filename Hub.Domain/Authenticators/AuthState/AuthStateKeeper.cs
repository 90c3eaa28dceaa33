using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.AuthState;

/// <summary>Keeps what authenticators want kept about users, encrypted; nothing of it is ever in the database as it is.</summary>
public sealed class AuthStateKeeper
{
    private readonly IUserStore users;
    private readonly CryptKeys keys;
    private readonly ILogger<AuthStateKeeper> log;

    /// <exception cref="ArgumentException">State is to be kept and there is no key, or no key.</exception>
    public AuthStateKeeper(AuthenticatorOptions options, CryptKeys keys, IUserStore users, ILogger<AuthStateKeeper> log)
    {
        (this.users, this.keys, this.log) = (users, keys, log);
        IsOn = options.EnableAuthState;
        if (IsOn && !keys.Any)
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
        if (keys.Decrypt(kept) is { } found && Parsed(found.Plain) is { } state)
        {
            // An older key must not be needed for ever: what it encrypted is written again with the first.
            if (!found.IsCurrent)
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
        await users.SetAuthStateAsync(user.Id, plain is null ? null : keys.Encrypt(plain), ct);
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
