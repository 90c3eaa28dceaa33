namespace Hub.Domain.Authenticators;

/// <summary>What somebody typed to sign in.</summary>
/// <param name="Username">As typed; <see cref="LoginFlow"/> turns it into the name that is kept.</param>
/// <param name="Otp">The one-time password, where the form asks for one.</param>
public sealed record Credentials(string Username, string Password, string? Otp = null)
{
    /// <summary>The <see cref="LoginOffer.Id"/> of the form; empty where nobody chose one.</summary>
    public string Offer { get; init; } = "";

    /// <summary>Never the password: records print themselves into logs and error pages.</summary>
    public override string ToString() => nameof(Credentials);
}
