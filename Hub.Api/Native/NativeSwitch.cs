using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;

namespace Hub.Api.Native;

/// <summary>Says whether the hub keeps accounts of its own, and so has pages and operations for them.</summary>
public sealed class NativeSwitch(NativeRealm realm, HubUrls urls)
{
    public bool IsOn => realm.IsOn;

    /// <summary>Whether this form of the login page has a place for one-time passwords.</summary>
    public bool AsksOtp(LoginOffer offer) => IsFor(offer) && realm.Options.Allow2Fa;

    /// <summary>Whether this form of the login page leads to a sign-up.</summary>
    public bool SignsUp(LoginOffer offer) => IsFor(offer) && SignsAnybodyUp;

    public bool SignsAnybodyUp => IsOn && realm.Options.EnableSignup;

    /// <summary>Whether somebody may have an account here; where others sign in too, their names say so.</summary>
    public bool IsOf(Caller user) => IsOn && realm.Names.OfUser(user.Name) == user.Name;

    /// <exception cref="NotFoundException">It does not.</exception>
    public void Require()
    {
        if (!IsOn)
            throw new NotFoundException("The hub keeps no accounts of its own: JupyterHub.authenticator_class is not native.");
    }

    /// <summary>The link that goes with a code.</summary>
    public string Link(HttpRequest request, string code)
    {
        var root = urls.PublicUrl.Length > 0 ? new Uri(urls.PublicUrl).GetLeftPart(UriPartial.Authority) : $"{request.Scheme}://{request.Host}";
        return $"{root}{urls.HubPrefix}reset-password#{code}";
    }

    /// <summary>The link that activates an account; it goes to somebody else than who asks, so nothing of the request is in it.</summary>
    public string ApprovalLink(string code) => $"{urls.PublicUrl}hub/confirm#{code}";

    private bool IsFor(LoginOffer offer) => IsOn && realm.Offer == offer.Id;
}
