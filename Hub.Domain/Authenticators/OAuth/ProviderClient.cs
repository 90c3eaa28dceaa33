using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.OAuth.Providers;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>The three conversations with a provider: where to send the browser, a code for tokens, the user's data.</summary>
internal sealed class ProviderClient(OAuthenticatorOptions options, Provider provider, Discovery? discovery, IdToken? idTokens, ProviderHttp http)
{
    public async Task<ExternalLogin> BeginAsync(Uri callback, string state, CancellationToken ct)
    {
        var secrets = new LoginSecrets(Random(), options.EnablePkce ? Random() : null);
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = options.ClientId,
            ["redirect_uri"] = callback.OriginalString,
            ["state"] = state,
        };
        if (Scope is { Count: > 0 } scope)
            query["scope"] = string.Join(" ", scope);
        if (discovery is not null)
            query["nonce"] = secrets.Nonce;
        if (secrets.CodeVerifier is { } verifier)
        {
            query["code_challenge"] = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
            query["code_challenge_method"] = "S256";
        }

        // What protects the login cannot be configured away.
        foreach (var (name, value) in provider.AuthorizeParams.Concat(options.ExtraAuthorizeParams))
            query.TryAdd(name, value);
        return new ExternalLogin(new Uri(WithQuery(await UrlAsync(options.AuthorizeUrl, provider.AuthorizeUrl, "authorization_endpoint", ct), query)), secrets);
    }

    /// <exception cref="LoginRefusedException">The provider does not take the code.</exception>
    public async Task<TokenSet> TokensAsync(ProviderAnswer answer, CancellationToken ct)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = answer.Code,
            ["redirect_uri"] = answer.Callback.OriginalString,
        };
        if (answer.Secrets.CodeVerifier is { } verifier)
            form["code_verifier"] = verifier;
        var body = await PostAsync(form, ct);
        return body is { IsGood: true, Json: JsonObject response } && new TokenSet(response) is { AccessToken: not null } tokens
            ? tokens
            : throw new LoginRefusedException("The login provider did not confirm this login.", $"the token endpoint answered {body.Problem}");
    }

    /// <returns>Null when the provider does not renew them.</returns>
    public async Task<TokenSet?> RenewedAsync(string refreshToken, CancellationToken ct)
    {
        var body = await PostAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, ct);
        if (body.Status >= 500)
            throw new ProviderException($"The token endpoint of the login provider answered {body.Status}");
        if (body is not { IsGood: true, Json: JsonObject response } || new TokenSet(response).AccessToken is null)
            return null;
        // A provider that says nothing of it means: keep the one you have.
        response["refresh_token"] ??= refreshToken;
        return new TokenSet(response);
    }

    /// <summary>The user's data; null when the provider does not take the tokens any more.</summary>
    /// <param name="nonce">That of the login; null when tokens are asked about again.</param>
    /// <exception cref="LoginRefusedException">An identity token proves nothing, or is about somebody else.</exception>
    public async Task<JsonObject?> UserAsync(TokenSet tokens, string? nonce, CancellationToken ct)
    {
        var proven = tokens.IdToken is { } token && idTokens is not null && (nonce is not null || options.UserdataFromIdToken)
            ? await idTokens.ClaimsAsync(token, nonce, ct)
            : null;
        if (options.UserdataFromIdToken)
            return proven ?? throw new LoginRefusedException("The login provider's answer could not be verified.", "there is no identity token");
        var body = await AskUserdataAsync(tokens.AccessToken!, ct);
        if (body.Status >= 500)
            throw new ProviderException($"The login provider answered {body.Status} when it was asked for the user's data");
        if (body is not { IsGood: true, Json: JsonObject claims })
            return null;
        // OpenID Connect Core 5.3.2: data of another subject must not be used.
        if (proven is not null && claims["sub"] is { } subject && subject.ToJsonString() != proven["sub"]!.ToJsonString())
            throw new LoginRefusedException("The login provider's answer could not be verified.", "token and user data are about two subjects");
        return claims;
    }

    private IReadOnlyList<string> Scope
    {
        get
        {
            var scope = options.Scope.Count > 0 ? options.Scope : provider.Scope;
            return discovery is not null && !scope.Contains("openid") ? ["openid", .. scope] : scope;
        }
    }

    private async Task<ProviderAnswerBody> PostAsync(Dictionary<string, string> form, CancellationToken ct)
    {
        foreach (var (name, value) in options.TokenParams)
            form.TryAdd(name, value);
        var request = new HttpRequestMessage(HttpMethod.Post, await UrlAsync(options.TokenUrl, provider.TokenUrl, "token_endpoint", ct));
        if (options.BasicAuth)
        {
            // RFC 6749 2.3.1: both parts are form-encoded before they are joined.
            var pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(options.ClientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form["client_id"] = options.ClientId;
            if (options.ClientSecret.Length > 0)
                form["client_secret"] = options.ClientSecret;
        }

        request.Content = new FormUrlEncodedContent(form);
        return await http.SendAsync(request, ct);
    }

    private async Task<ProviderAnswerBody> AskUserdataAsync(string accessToken, CancellationToken ct)
    {
        var query = new Dictionary<string, string>(options.UserdataParams);
        var inUrl = options.UserdataTokenMethod == "url";
        if (inUrl)
            query["access_token"] = accessToken;
        var url = WithQuery(await UrlAsync(options.UserdataUrl, provider.UserdataUrl, "userinfo_endpoint", ct), query);
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (!inUrl)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await http.SendAsync(request, ct);
    }

    /// <summary>What is set wins over what the issuer says, and that over what the class knows.</summary>
    private async Task<string> UrlAsync(string configured, string known, string key, CancellationToken ct)
    {
        if (configured.Length > 0)
            return configured;
        if (discovery is not null && await discovery.UrlAsync(key, ct) is { Length: > 0 } discovered)
            return discovered;
        return known.Length > 0 ? known : throw new ProviderException($"The issuer {discovery?.Issuer} has no {key}");
    }

    private static string WithQuery(string url, IEnumerable<KeyValuePair<string, string>> query)
    {
        foreach (var (name, value) in query)
            url = $"{url}{(url.Contains('?') ? '&' : '?')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        return url;
    }

    private static string Random() => Base64Url(RandomNumberGenerator.GetBytes(32));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
