using FluentValidation;
using Hub.Api.Wire.Json;
using Newtonsoft.Json;

namespace Hub.Api.Shares;

/// <summary>A share to grant or to revoke, with exactly one of <c>user</c> and <c>group</c>.</summary>
[EmptyIsNone, JsonObject(MissingMemberHandling = MissingMemberHandling.Error)]
public sealed class ShareRequest
{
    /// <summary>The user's name.</summary>
    public string? User { get; init; }

    /// <summary>The group's name.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// The scopes. Left out or empty: when granting, <c>access:servers</c> on the server; when revoking, all.
    /// </summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>What a request to share must hold.</summary>
public sealed class ShareRequestValidator : AbstractValidator<ShareRequest>
{
    public ShareRequestValidator()
    {
        RuleFor(request => request).Must(request => string.IsNullOrEmpty(request.User) || string.IsNullOrEmpty(request.Group))
            .WithMessage("Expected exactly one of `user` or `group`, not both.");
        RuleFor(request => request).Must(request => !string.IsNullOrEmpty(request.User) || !string.IsNullOrEmpty(request.Group))
            .WithMessage("Specify exactly one of `user` or `group`");
    }
}
