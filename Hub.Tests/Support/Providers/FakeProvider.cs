using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Tests.Support.Providers;

/// <summary>
/// An OpenID Connect provider that does as it is told, also what no honest one would do: every part of its answers can be changed.
/// It signs in whoever comes, without asking.
/// </summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RSA rsa = RSA.Create(2048);
    private readonly RSA another = RSA.Create(2048);

    private FakeProvider(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What it says of the user, in the token and as user data.</summary>
    public JsonObject Claims { get; set; } = [];

    /// <summary>Changes the claims of a token before it is signed.</summary>
    public Action<Dictionary<string, object>> Token { get; set; } = _ => { };

    /// <summary>Signs with a key that is not among its keys, under the name of one that is.</summary>
    public bool SignsWithAnotherKey { get; set; }

    /// <summary>Signs with its public key as if that were a shared secret, or not at all.</summary>
    public string Algorithm { get; set; } = "RS256";

    public string Scope { get; set; } = "openid";

    public bool GivesRefreshToken { get; set; } = true;

    /// <summary>Whether access tokens given so far are still taken.</summary>
    public bool TakesTokens { get; set; } = true;

    public bool TakesRefreshTokens { get; set; } = true;

    /// <summary>Whether a refresh token is taken once, and the answer has the next.</summary>
    public bool RotatesRefreshTokens { get; set; }

    /// <summary>What requests for tokens wait for.</summary>
    public Task TokensMayGo { get; set; } = Task.CompletedTask;

    /// <summary>What else it answers, by path.</summary>
    public Dictionary<string, (int Status, string Body)> Answers { get; } = [];

    /// <summary>Answers what a test answers by itself; false leaves it to the provider.</summary>
    public Func<HttpContext, Task<bool>> AnswersItself { get; set; } = _ => Task.FromResult(false);

    /// <summary>The paths that were asked for, in their order.</summary>
    public List<string> Asked { get; } = [];

    public Dictionary<string, string> LastAuthorize { get; } = [];

    public Dictionary<string, string> LastTokenRequest { get; } = [];

    /// <summary>What the hub last proved with that it began the login.</summary>
    public string LastVerifier { get; private set; } = "";

    public int Refreshes { get; private set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    public void Reset()
    {
        (Claims, Token, SignsWithAnotherKey, Algorithm, Scope) = ([], _ => { }, false, "RS256", "openid");
        (GivesRefreshToken, TakesTokens, TakesRefreshTokens, Refreshes) = (true, true, true, 0);
        Answers.Clear();
        Asked.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
        another.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        Asked.Add(path);
        if (await AnswersItself(http))
            return;
        if (Answers.TryGetValue(path, out var given))
        {
            http.Response.StatusCode = given.Status;
            await http.Response.WriteAsync(given.Body);
            return;
        }

        // Several providers mount the same endpoints below paths of their own.
        await (path[(path.LastIndexOf('/') + 1)..] switch
        {
            "openid-configuration" => JsonAsync(http, Discovery(path[..path.IndexOf("/.well-known", StringComparison.Ordinal)])),
            "jwks" => JsonAsync(http, Keys()),
            "authorize" => AuthorizeAsync(http),
            "token" or "access_token" => TokenAsync(http),
            "user" or "userinfo" => UserAsync(http),
            _ => NotFoundAsync(http),
        });
    }

    private JsonObject Discovery(string path) => new()
    {
        ["issuer"] = Url + path,
        ["authorization_endpoint"] = Url + "/authorize",
        ["token_endpoint"] = Url + path + "/token",
        ["userinfo_endpoint"] = Url + "/userinfo",
        ["jwks_uri"] = Url + "/jwks",
    };

    private JsonObject Keys()
    {
        var key = rsa.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = "one",
                ["alg"] = "RS256",
                ["n"] = Base64UrlEncoder.Encode(key.Modulus),
                ["e"] = Base64UrlEncoder.Encode(key.Exponent),
            }),
        };
    }

    private Task AuthorizeAsync(HttpContext http)
    {
        LastAuthorize.Clear();
        foreach (var (name, value) in http.Request.Query)
            LastAuthorize[name] = value.ToString();
        http.Response.Redirect($"{LastAuthorize["redirect_uri"]}?code=code-of-{LastAuthorize.GetValueOrDefault("nonce")}&state={LastAuthorize["state"]}");
        return Task.CompletedTask;
    }

    private async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        LastTokenRequest.Clear();
        foreach (var (name, value) in form)
            LastTokenRequest[name] = value.ToString();
        LastTokenRequest["authorization"] = http.Request.Headers.Authorization.ToString();
        await TokensMayGo;
        var renewed = form["grant_type"] == "refresh_token";
        var next = RotatesRefreshTokens ? Refreshes + 1 : 1;
        if (!renewed)
            LastVerifier = form["code_verifier"].ToString();
        var proven = renewed ? TakesRefreshTokens && form["refresh_token"] == $"refresh-{next}" : Challenge(form["code_verifier"].ToString()) == LastAuthorize.GetValueOrDefault("code_challenge");
        if (!proven)
        {
            http.Response.StatusCode = 400;
            await JsonAsync(http, new JsonObject { ["error"] = "invalid_grant" });
            return;
        }

        if (renewed)
            (Refreshes, TakesTokens) = (Refreshes + 1, true);
        var nonce = form["code"].ToString() is ['c', ..] code ? code["code-of-".Length..] : "";
        var answer = new JsonObject
        {
            ["access_token"] = $"access-{Refreshes}",
            ["token_type"] = "Bearer",
            ["scope"] = Scope,
            ["id_token"] = Signed(http.Request.Path.Value!.Contains("/v2.0") ? Url + http.Request.Path.Value[..http.Request.Path.Value.LastIndexOf('/')] : Url, nonce),
        };
        if (GivesRefreshToken && (!renewed || RotatesRefreshTokens))
            answer["refresh_token"] = $"refresh-{(renewed ? next + 1 : 1)}";
        await JsonAsync(http, answer);
    }

    private string Signed(string issuer, string nonce)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["aud"] = "the-hub",
            ["sub"] = "1234",
            ["iat"] = now,
            ["exp"] = now + 300,
        };
        if (nonce.Length > 0)
            claims["nonce"] = nonce;
        foreach (var (name, value) in Claims)
            claims[name] = value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : (object)System.Text.Json.JsonSerializer.SerializeToElement(value);
        Token(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = Algorithm switch
            {
                "none" => null,
                "HS256" => new SigningCredentials(new SymmetricSecurityKey(rsa.ExportSubjectPublicKeyInfo()), "HS256"),
                _ => new SigningCredentials(new RsaSecurityKey(SignsWithAnotherKey ? another : rsa) { KeyId = "one" }, Algorithm),
            },
        });
    }

    private Task UserAsync(HttpContext http)
    {
        var token = http.Request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : "Bearer " + http.Request.Query["access_token"];
        if (!token.StartsWith("Bearer access-", StringComparison.Ordinal) || !TakesTokens)
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        return JsonAsync(http, Claims.DeepClone().AsObject());
    }

    private static string? Challenge(string verifier) =>
        verifier.Length == 0 ? null : Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)));

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private static Task JsonAsync(HttpContext http, JsonObject body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString());
    }
}
