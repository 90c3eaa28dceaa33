namespace Hub.Domain.Authenticators;

/// <summary>What a provider sent back through the browser. Its state has been checked; the code has not.</summary>
/// <param name="Offer">The <see cref="LoginOffer.Id"/> the login began with.</param>
/// <param name="Code">What the provider changes for tokens.</param>
/// <param name="Callback">Where the browser was sent back to, as given at the beginning.</param>
/// <param name="Secrets">What the browser kept meanwhile.</param>
public sealed record ProviderAnswer(string Offer, string Code, Uri Callback, LoginSecrets Secrets)
{
    /// <summary>Records print themselves into logs.</summary>
    public override string ToString() => $"{nameof(ProviderAnswer)} {Offer}";
}
