using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;

namespace Hub.Api.Native;

/// <summary>Says whether the hub keeps accounts of its own, and so has pages and operations for them.</summary>
public sealed class NativeSwitch(AuthenticatorOptions options, NativeOptions native, HubUrls urls)
{
    public bool IsOn => options.AuthenticatorClass == "native";

    /// <summary>Whether the login form has a place for one-time passwords.</summary>
    public bool AsksOtp => IsOn && native.Allow2Fa;

    public bool SignsUp => IsOn && native.EnableSignup;

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
}
