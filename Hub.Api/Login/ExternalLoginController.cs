using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Login;

/// <summary>The way to a login provider and back.</summary>
[ServiceFilter<PageCookiesFilter>(Order = PageCookiesFilter.First)]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ExternalLoginController(
    IAuthenticator authenticator, LoginFlow logins, BrowserLogin browser, PendingLogins pending, Destinations destinations, HubUrls urls)
    : ControllerBase
{
    private const int LongestReason = 300;

    [HttpGet("/hub/oauth_login")]
    [HttpGet("/hub/{offer}/oauth_login")]
    public async Task<IActionResult> Begin(string? offer, CancellationToken ct)
    {
        var chosen = OfferOf(offer);
        var state = PendingLogins.NewState();
        var callback = CallbackOf(chosen);
        var login = await authenticator.BeginAsync(chosen.Id, callback, state, ct) ?? throw new NotFoundException("");
        pending.Keep(HttpContext, new PendingLogin(state, chosen.Id, destinations.NextOf(Request), callback.OriginalString, login.Secrets));
        NotKept();
        return Redirect(login.Place.OriginalString);
    }

    /// <summary>
    /// 1. An error the provider reports ends it. 2. The state must be one this browser has gone away with. 3. The code is changed for
    /// who it is. 4. A session begins.
    /// </summary>
    [HttpGet("/hub/oauth_callback")]
    [HttpGet("/hub/{offer}/oauth_callback")]
    public async Task<IActionResult> Callback(string? offer, CancellationToken ct)
    {
        var chosen = OfferOf(offer);
        NotKept();
        if (Request.Query["error"].ToString() is { Length: > 0 } error)
            throw new InvalidInputException($"OAuth callback error: {Short(Request.Query["error_description"].ToString() is { Length: > 0 } why ? why : error)}");
        var state = Request.Query["state"].ToString();
        var code = Request.Query["code"].ToString();
        if (state.Length == 0)
            throw new InvalidInputException("OAuth state is missing. Try logging in again.");
        if (pending.Take(HttpContext, state) is not { } login || login.Offer != chosen.Id)
            throw new InvalidInputException("OAuth state does not match. Try logging in again.");
        if (code.Length == 0)
            throw new InvalidInputException("The login provider sent no code. Try logging in again.");
        var user = await logins.SignInAsync(new ProviderAnswer(login.Offer, code, new Uri(login.Callback), login.Secrets), ct)
            ?? throw new NotFoundException("");
        var caller = await browser.SignInAsync(HttpContext, user, ct);
        return Redirect(await destinations.AfterLoginAsync(login.Next, caller, ct));
    }

    private LoginOffer OfferOf(string? id) =>
        authenticator.Offers.FirstOrDefault(offer => offer.Elsewhere && offer.Id == (id ?? "")) ?? throw new NotFoundException("");

    private Uri CallbackOf(LoginOffer offer)
    {
        if (offer.Callback.Length > 0)
            return new Uri(offer.Callback);
        var root = urls.PublicHost.Length > 0 ? urls.PublicHost : $"{Request.Scheme}://{Request.Host}";
        return new Uri($"{root}{urls.HubPrefix}{(offer.Id.Length == 0 ? "" : offer.Id + "/")}oauth_callback");
    }

    /// <summary>The address holds a code or a state: no page may keep it, and no other site may be told of it.</summary>
    private void NotKept()
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    private static string Short(string text) => text.Length <= LongestReason ? text : text[..LongestReason] + "...";
}
