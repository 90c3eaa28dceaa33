using System.Security.Cryptography;
using System.Text;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Domain.Services;
using Hub.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.OAuth;

/// <summary>A hub with services that sign users in, and the steps such a login takes.</summary>
internal static class OAuthFlow
{
    public const string Secret = "the secret of the app";
    public const string Redirect = "/services/app/oauth_callback";
    public const string Verifier = "a verifier that has more than forty-three char";

    public static HubConfiguration Configuration => new()
    {
        Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy" },
        Services = new ServiceOptions
        {
            Services =
            [
                new() { Name = "app", Url = "http://127.0.0.1:9", ApiToken = Secret, OauthClientAllowedScopes = ["read:users!user", "read:groups"] },
                new() { Name = "trusted", Url = "http://127.0.0.1:9", ApiToken = Secret + " trusted", OauthNoConfirm = true },
                new() { Name = "closed", Url = "http://127.0.0.1:9", ApiToken = Secret + " closed" },
                new() { Name = "mighty", Url = "http://127.0.0.1:9", ApiToken = Secret + " mighty", OauthClientAllowedScopes = ["inherit"] },
            ],
        },
        Roles = new RoleOptions
        {
            LoadRoles =
            [
                new() { Name = "user", Scopes = ["self", "access:services!service=app", "access:services!service=trusted", "access:services!service=mighty"] },
                new() { Name = "reader", Scopes = ["read:users!user"], Users = [] },
                new() { Name = "grouper", Scopes = ["admin:groups"], Users = [] },
            ],
        },
    };

    /// <summary>The address of an authorize request; a null value leaves a parameter out.</summary>
    public static string Authorize(params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = "service-app",
            ["redirect_uri"] = Redirect,
            ["response_type"] = "code",
            ["state"] = "st&te",
        };
        foreach (var (name, value) in changes)
            query[name] = value;
        return QueryHelpers.AddQueryString("/hub/api/oauth2/authorize", query.Where(pair => pair.Value is not null));
    }

    public static string Challenge => Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Goes through authorization as a user who agrees, and gives the code.</summary>
    public static async Task<string> CodeAsync(PageClient browser, params (string Name, string? Value)[] changes)
    {
        var url = Authorize(changes);
        using var asked = await browser.GetAsync(url);
        if (asked.Place() is { } at)
            return Query(at)["code"];
        using var agreed = await browser.PostFormAsync(url, [("_xsrf", await PageClient.XsrfOf(asked)), .. await ScopesOf(asked)]);
        return Query(agreed.Place()!)["code"];
    }

    /// <summary>The hidden fields of the form that asks.</summary>
    public static async Task<(string, string)[]> ScopesOf(HttpResponseMessage page) =>
        [.. System.Text.RegularExpressions.Regex.Matches(await page.TextAsync(), "name=\"scopes\" value=\"([^\"]*)\"").Select(match => ("scopes", match.Groups[1].Value))];

    public static Dictionary<string, string> Query(string url) =>
        QueryHelpers.ParseQuery(url[url.IndexOf('?')..]).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    public static Task<HttpResponseMessage> ExchangeAsync(PageClient program, string? code, params (string Name, string? Value)[] changes)
    {
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = "service-app",
            ["client_secret"] = Secret,
            ["code"] = code,
            ["redirect_uri"] = Redirect,
        };
        foreach (var (name, value) in changes)
            form[name] = value;
        return program.PostFormAsync("/hub/api/oauth2/token", [.. form.Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!))]);
    }

    /// <summary>Who a token says its bearer is; null when it is good for nothing.</summary>
    public static async Task<JObject?> WhoAsync(PageClient program, string token)
    {
        using var answer = await program.GetAsync("/hub/api/user", ("Authorization", $"Bearer {token}"));
        return answer.IsSuccessStatusCode ? JObject.Parse(await answer.TextAsync()) : null;
    }
}
