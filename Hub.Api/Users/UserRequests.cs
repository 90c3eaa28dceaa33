using FluentValidation;
using Hub.Api.Wire.Json;

namespace Hub.Api.Users;

/// <summary>Users to add.</summary>
public sealed class CreateUsersRequest
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string>? Usernames { get; init; }

    /// <summary>Whether all of them are to be admins.</summary>
    public bool Admin { get; init; }
}

/// <summary>What a request to add users must hold.</summary>
public sealed class CreateUsersValidator : AbstractValidator<CreateUsersRequest>
{
    public CreateUsersValidator() =>
        RuleFor(request => request.Usernames).NotEmpty().WithMessage("Must specify at least one user to create");
}

/// <summary>A user to add.</summary>
public sealed class CreateUserRequest
{
    /// <summary>Whether the user is to be an admin.</summary>
    public bool Admin { get; init; }
}

/// <summary>What to change of a user.</summary>
public sealed class ChangeUserRequest
{
    /// <summary>The new name.</summary>
    public Optional<string> Name { get; init; }

    /// <summary>Whether the user is an admin from now on.</summary>
    public Optional<bool> Admin { get; init; }

    /// <summary>What the authenticator is to keep about the user.</summary>
    public Optional<System.Text.Json.Nodes.JsonObject?> AuthState { get; init; }
}
