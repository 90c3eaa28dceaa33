using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Users;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Tokens;

/// <summary>A name and a password.</summary>
[RequestPart]
public sealed class PasswordModel
{
    /// <summary>The user's name.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <returns>Null for whatever is no name and password.</returns>
    internal static PasswordModel? Read(JToken? auth) => auth is JObject given
        ? new() { Username = BodyRules.TextOf(given["username"]), Password = BodyRules.TextOf(given["password"]) }
        : null;
}

/// <summary>Bounds what authenticators are asked; whether it is right they say.</summary>
public sealed class PasswordValidator : AbstractValidator<PasswordModel>
{
    public PasswordValidator()
    {
        RuleFor(login => login.Username).MaximumLength(UserNames.LongestName).WithMessage($"username may have {UserNames.LongestName} characters at most");
        RuleFor(login => login.Password).MaximumLength(PasswordHashing.Longest).WithMessage($"password may have {PasswordHashing.Longest} characters at most");
    }
}
