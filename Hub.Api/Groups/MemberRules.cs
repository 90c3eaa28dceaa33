using FluentValidation;
using Hub.Domain.Errors;
using Hub.Domain.Users;

namespace Hub.Api.Groups;

/// <summary>A rule for the names of members.</summary>
internal static class MemberRules
{
    /// <summary>Longer than any user's name can be is as unknown as any other, without a look.</summary>
    public static IRuleBuilderOptions<T, string> CanBeAUser<T>(this IRuleBuilder<T, string> name) =>
        name.MaximumLength(UserNames.LongestName).WithMessage((_, given) => $"No such user: {PythonText.Cut(given)}");
}
