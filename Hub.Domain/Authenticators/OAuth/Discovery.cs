using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>What an OpenID Connect issuer says of itself, kept for an hour; its keys are asked for again when one is unknown.</summary>
internal sealed class Discovery(string issuer, ProviderHttp http, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(1);

    // Tokens with made-up key ids must not make the hub ask all the time.
    private static readonly TimeSpan KeysAtMostEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private Document? document;

    public string Issuer => issuer;

    /// <exception cref="ProviderException">The issuer cannot be reached, or its document is another's.</exception>
    public async Task<string?> UrlAsync(string key, CancellationToken ct) =>
        (await DocumentAsync(ct)).Content[key] is JsonValue value && value.TryGetValue<string>(out var url) ? url : null;

    /// <summary>The keys its tokens are signed with.</summary>
    /// <param name="keyId">The key that is looked for; null for whichever fits.</param>
    /// <param name="ct">Ends the wait for the issuer.</param>
    public async Task<IList<SecurityKey>> KeysAsync(string? keyId, CancellationToken ct)
    {
        var known = await DocumentAsync(ct);
        if (keyId is not null && known.Keys.All(key => key.KeyId != keyId))
            known = await RenewedAsync(known, ct);
        return known.Keys;
    }

    public void Dispose() => gate.Dispose();

    private async Task<Document> DocumentAsync(CancellationToken ct) =>
        document is { } known && clock.GetUtcNow() - known.ReadAt < KeepFor ? known : await RenewedAsync(document, ct);

    private async Task<Document> RenewedAsync(Document? seen, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            // Somebody else renewed it meanwhile, or only just now.
            if (document is { } known && (known != seen || clock.GetUtcNow() - known.ReadAt < KeysAtMostEvery))
                return known;
            return document = await ReadAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Document> ReadAsync(CancellationToken ct)
    {
        var content = await http.GetObjectAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", ct);
        // Else whoever answers for one issuer could hand out the keys of another.
        if (content["issuer"] is not JsonValue named || !named.TryGetValue<string>(out var name) || name != issuer)
            throw new ProviderException($"The discovery document of {issuer} names another issuer");
        var keys = content["jwks_uri"] is JsonValue uri && uri.TryGetValue<string>(out var url)
            ? new JsonWebKeySet((await http.GetObjectAsync(url, ct)).ToJsonString()).GetSigningKeys()
            : [];
        return new Document(content, keys, clock.GetUtcNow());
    }

    private sealed record Document(JsonObject Content, IList<SecurityKey> Keys, DateTimeOffset ReadAt);
}
