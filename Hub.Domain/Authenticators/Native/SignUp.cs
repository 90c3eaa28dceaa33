namespace Hub.Domain.Authenticators.Native;

/// <summary>What somebody fills in to get an account.</summary>
public sealed record SignUp(string Username, string Password, string Confirmation)
{
    public string? Email { get; init; }

    public bool WantsOtp { get; init; }

    public bool AcceptsTerms { get; init; }

    /// <summary>Never the password: records print themselves into logs.</summary>
    public override string ToString() => nameof(SignUp);
}
