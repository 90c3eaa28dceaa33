using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Api.SingleUser;

/// <summary>A hub of one OAuth client: logs in whoever says their name, gives codes and tokens, and ends both at the logout.</summary>
public sealed class FakeHub : IAsyncDisposable
{
    public const string ClientSecret = "secret-of-the-server";

    private readonly ConcurrentDictionary<string, string> sessions = new();
    private readonly ConcurrentDictionary<string, Code> codes = new();
    private readonly ConcurrentDictionary<string, Token> tokens = new();
    private readonly WebApplication app;

    private FakeHub(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    public required string ClientId { get; init; }

    public required string CallbackUrl { get; init; }

    /// <summary>What a token from a sign-in may do.</summary>
    public required Func<string, string[]> ScopesOf { get; init; }

    public string? Version { get; set; } = "6.0.0";

    /// <summary>How many calls are still answered with 503.</summary>
    public int Failing { get; set; }

    public int TimesAskedWho { get; private set; }

    public ConcurrentQueue<JsonNode> Activity { get; } = new();

    public static async Task<FakeHub> StartAsync(string clientId, string callbackUrl, Func<string, string[]> scopesOf)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var hub = new FakeHub(builder.Build()) { ClientId = clientId, CallbackUrl = callbackUrl, ScopesOf = scopesOf };
        hub.Map();
        await hub.app.StartAsync();
        hub.Url = hub.app.Urls.First();
        return hub;
    }

    /// <summary>A token made at the hub itself.</summary>
    public string Issue(string user, params string[] scopes) => Issue(new Token("user", user, scopes, null));

    /// <summary>What an hour of the clock does to tokens that were given out for an hour.</summary>
    public void ExpireAll() => tokens.Clear();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Map()
    {
        app.UseRouting();
        app.Use(async (HttpContext http, RequestDelegate next) =>
        {
            if (Version is not null)
                http.Response.Headers["X-JupyterHub-Version"] = Version;
            if (Failing-- > 0)
                http.Response.StatusCode = 503;
            else
                await next(http);
        });
        app.MapGet("/hub/api", () => Results.Ok());
        app.MapGet("/hub/login", LogIn);
        app.MapGet("/hub/logout", LogOut);
        app.MapGet("/hub/api/oauth2/authorize", Authorize);
        app.MapPost("/hub/api/oauth2/token", (Delegate)RedeemAsync);
        app.MapGet("/hub/api/user", Who);
        app.MapPost("/hub/api/users/{name}/activity", TakeActivityAsync);
        app.UseEndpoints(_ => { });
    }

    private IResult LogIn(HttpContext http, string user)
    {
        var session = Random();
        sessions[session] = user;
        http.Response.Cookies.Append("hub-login", session, new CookieOptions { Path = "/hub/" });
        http.Response.Cookies.Append("jupyterhub-session-id", session, new CookieOptions { Path = "/" });
        return Results.Ok();
    }

    private IResult LogOut(HttpContext http)
    {
        if (http.Request.Cookies["hub-login"] is { } session)
        {
            sessions.TryRemove(session, out _);
            foreach (var token in tokens.Where(token => token.Value.Session == session))
                tokens.TryRemove(token);
        }

        http.Response.Cookies.Delete("hub-login", new CookieOptions { Path = "/hub/" });
        http.Response.Cookies.Delete("jupyterhub-session-id", new CookieOptions { Path = "/" });
        return Results.Text("logged out");
    }

    private IResult Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["client_id"] != ClientId || query["redirect_uri"] != CallbackUrl || query["response_type"] != "code")
            return Results.BadRequest();
        if (query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43)
            return Results.BadRequest();
        if (http.Request.Cookies["hub-login"] is not { } session || !sessions.ContainsKey(session))
            return Results.Text("please log in", statusCode: 401);
        var code = Random();
        codes[code] = new Code(session, query["code_challenge"]!);
        return Results.Redirect(QueryHelpers.AddQueryString(
            CallbackUrl, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> RedeemAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (form["grant_type"] != "authorization_code" || form["redirect_uri"] != CallbackUrl)
            return Results.Json(new { error = "invalid_request" }, statusCode: 400);
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!codes.TryRemove(form["code"].ToString(), out var code) || code.Challenge != challenge)
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        var user = sessions[code.Session];
        return Results.Json(new { access_token = Issue(new Token("user", user, ScopesOf(user), code.Session)), token_type = "Bearer" });
    }

    private IResult Who(HttpContext http)
    {
        TimesAskedWho++;
        return Bearer(http) is { } token && tokens.TryGetValue(token, out var known)
            ? Results.Json(new { kind = known.Kind, name = known.Name, admin = false, groups = Array.Empty<string>(), scopes = known.Scopes })
            : Results.Json(new { status = 403, message = "Missing or invalid credentials." }, statusCode: 403);
    }

    private async Task<IResult> TakeActivityAsync(HttpContext http, string name)
    {
        if (Bearer(http) != ClientSecret)
            return Results.StatusCode(403);
        var body = (await JsonNode.ParseAsync(http.Request.Body))!;
        body["user"] = name;
        Activity.Enqueue(body);
        return Results.Ok();
    }

    private string Issue(Token token)
    {
        var secret = Random();
        tokens[secret] = token;
        return secret;
    }

    private static string? Bearer(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is ['t', 'o', 'k', 'e', 'n', ' ', .. var token] ? token : null;

    private static string Random() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private sealed record Code(string Session, string Challenge);

    private sealed record Token(string Kind, string Name, string[] Scopes, string? Session);
}
