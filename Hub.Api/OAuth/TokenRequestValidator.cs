using FluentValidation;
using Hub.Domain.OAuth;

namespace Hub.Api.OAuth;

/// <summary>What the form of a request for a token must hold, before anything is looked up; error codes are those of RFC 6749.</summary>
public sealed class TokenRequestValidator : AbstractValidator<TokenRequest>
{
    public TokenRequestValidator()
    {
        // The protocol has room for one error.
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(form => form.GrantType).Must(type => type is "authorization_code" or "refresh_token")
            .WithErrorCode("unsupported_grant_type").WithMessage("The grant type must be authorization_code.");
        RuleFor(form => form.Repeated).Null().WithErrorCode("invalid_request").WithMessage(form => $"Duplicate {form.Repeated} parameter.");
        RuleFor(form => form.Code).NotEmpty().When(form => form.GrantType == "authorization_code")
            .WithErrorCode("invalid_request").WithMessage("Missing code parameter.");
    }
}
