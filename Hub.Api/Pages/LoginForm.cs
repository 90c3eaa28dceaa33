using Hub.Domain.Authenticators;

namespace Hub.Api.Pages;

/// <summary>The page to sign in, as it is shown and shown again: forms, buttons, or both.</summary>
/// <param name="Action">Where forms post to; the place to go on to is in there.</param>
/// <param name="Username">What to fill in for the name.</param>
/// <param name="Error">Why it is shown again; null at first.</param>
/// <param name="Chosen">The form that was sent.</param>
/// <param name="Next">The place to go on to; null without one.</param>
public sealed record LoginForm(string Action, string Username, string? Error, string Chosen = "", string? Next = null)
{
    public static LoginForm For(HttpRequest request, HubLinks links, string? error)
    {
        var next = request.Query["next"].ToString() is { Length: > 0 } given ? given : null;
        var form = request.HasFormContentType && HttpMethods.IsPost(request.Method) ? request.Form : null;
        var typed = form is null ? request.Query["username"] : form["username"];
        return new LoginForm(links.Login(next), typed.ToString().Trim(), error, form?["authenticator"].ToString() ?? "", next);
    }

    /// <summary>Where a button leads.</summary>
    public string PlaceOf(LoginOffer offer, HubLinks links) => links.ExternalLogin(offer.Id, Next);
}
