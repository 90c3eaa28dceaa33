using Hub.Domain.Authenticators;

namespace Hub.Api.Login;

/// <summary>A login that has gone to a provider and is to come back: what the browser keeps of it, sealed.</summary>
/// <param name="State">What the provider has to give back with its answer.</param>
/// <param name="Offer">The way to sign in that was chosen.</param>
/// <param name="Next">Where to go afterwards, already reduced to a path of our own; empty for wherever is usual.</param>
/// <param name="Callback">Where the provider was told to send the browser.</param>
/// <param name="Secrets">What ties the answer to this browser.</param>
public sealed record PendingLogin(string State, string Offer, string Next, string Callback, LoginSecrets Secrets)
{
    /// <summary>Records print themselves into logs.</summary>
    public override string ToString() => nameof(PendingLogin);
}
