using FluentValidation;
using Hub.Domain.Authenticators.Native;

namespace Hub.Api.Native;

/// <summary>Bounds what is hashed.</summary>
internal static class PasswordLengthRule
{
    public static IRuleBuilderOptions<T, string?> PasswordFits<T>(this IRuleBuilder<T, string?> password) =>
        password.MaximumLength(PasswordHashing.Longest).WithMessage($"password may have {PasswordHashing.Longest} characters at most");
}
