using FluentValidation;
using Hub.Domain.Scopes;
using Newtonsoft.Json;

namespace Hub.Api.Roles;

/// <summary>A role to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error)]
public sealed class CreateRoleRequest
{
    /// <summary>3 to 255 characters a-z, 0-9, - _ ~ ., beginning with a letter and ending with a letter or digit.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The scopes it gives. The caller must hold all of them.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>What a role to add must be.</summary>
public sealed class CreateRoleRequestValidator : AbstractValidator<CreateRoleRequest>
{
    public CreateRoleRequestValidator() =>
        RuleFor(request => request.Name).Must(name => RoleName.MistakeIn(name) is null).WithMessage(request => RoleName.MistakeIn(request.Name)!);
}

/// <summary>What a role is to be from now on. What is left out stays.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error)]
public sealed class ReplaceRoleRequest
{
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The scopes it gives, in place of those it gave. The caller must hold all of them.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>What a request to change a role must hold.</summary>
public sealed class ReplaceRoleRequestValidator : AbstractValidator<ReplaceRoleRequest>
{
    public ReplaceRoleRequestValidator() =>
        RuleFor(request => request).Must(request => request.Description is not null || request.Scopes is not null)
            .WithMessage("Specify at least one of `description` and `scopes`");
}
