using FluentValidation;
using Hub.Api.Wire.Json;
using Hub.Domain.Authenticators.Native;
using Newtonsoft.Json;

namespace Hub.Api.Native;

/// <summary>An account to make.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "account", Description = "Invalid JSON data: an object is needed")]
public sealed class CreateNativeAccountRequest
{
    /// <summary>Its password; without one it can be used once its owner has set one with a link.</summary>
    public string? Password { get; init; }

    /// <summary>An e-mail address, for administrators to see.</summary>
    public string? Email { get; init; }

    /// <summary>Whether it may be used at once.</summary>
    public bool IsAuthorized { get; init; } = true;
}

/// <summary>What an account to make may have. Whether its password is good enough depends on the settings, which come later.</summary>
public sealed class CreateNativeAccountValidator : AbstractValidator<CreateNativeAccountRequest>
{
    public CreateNativeAccountValidator()
    {
        RuleFor(request => request.Password).PasswordFits();
        RuleFor(request => request.Email).Must(email => string.IsNullOrEmpty(email) || (email.Contains('@') && email.Length <= NativeSignUp.LongestEmail))
            .WithMessage($"email must be an address of at most {NativeSignUp.LongestEmail} characters");
    }
}

/// <summary>What to change of an account.</summary>
[JsonObject(
    MissingMemberHandling = MissingMemberHandling.Error, Title = "account",
    Description = "Invalid JSON data: an object with is_authorized, password or has_otp is needed")]
public sealed class ChangeNativeAccountRequest
{
    /// <summary>Whether it may be used from now on.</summary>
    public Optional<bool> IsAuthorized { get; init; }

    /// <summary>Its new password, which ends everything that was signed in with the old one.</summary>
    public Optional<string> Password { get; init; }

    /// <summary>False takes the second factor away, for an owner who has lost it, and ends what is signed in. Only the owner can set one up.</summary>
    public Optional<bool> HasOtp { get; init; }
}

/// <summary>What a request to change an account must hold.</summary>
public sealed class ChangeNativeAccountValidator : AbstractValidator<ChangeNativeAccountRequest>
{
    public ChangeNativeAccountValidator()
    {
        RuleFor(request => request)
            .Must(request => request.IsAuthorized.IsPresent || request.Password.IsPresent || request.HasOtp.IsPresent)
            .WithMessage("Invalid JSON data: an object with is_authorized, password or has_otp is needed");
        RuleFor(request => request.HasOtp).Must(otp => !otp.Or(false))
            .WithMessage("has_otp cannot be set to true: a second factor is set up by the owner of the account");
        RuleFor(request => request.Password.Or("")).PasswordFits();
    }
}
