using FluentValidation;
using Hub.Api.Wire.Json;
using Hub.Domain.Errors;
using Hub.Domain.Users;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Users;

/// <summary>Users to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "user", Description = "Must specify at least one user to create")]
public sealed class CreateUsersRequest
{
    /// <summary>Their names.</summary>
    [EmptyIsNone]
    public IReadOnlyList<string>? Usernames { get; init; }

    /// <summary>Whether all of them are to be admins.</summary>
    public bool Admin { get; init; }

    /// <summary>Passed over: <c>usernames</c> names them.</summary>
    public string? Name { get; init; }

    /// <summary>Passed over: groups have their own operations.</summary>
    public JArray? Groups { get; init; }

    /// <summary>Passed over: roles have their own operations.</summary>
    public JArray? Roles { get; init; }

    /// <summary>Passed over.</summary>
    public JObject? AuthState { get; init; }
}

/// <summary>What a request to add users must hold.</summary>
public sealed class CreateUsersValidator : AbstractValidator<CreateUsersRequest>
{
    public CreateUsersValidator() =>
        RuleFor(request => request.Usernames).NotEmpty().WithMessage("Must specify at least one user to create");
}

/// <summary>A user to add.</summary>
[EmptyIsNone, JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "user", Description = "Invalid JSON data: {body}")]
public sealed class CreateUserRequest
{
    /// <summary>Whether the user is to be an admin.</summary>
    public bool Admin { get; init; }

    /// <summary>Passed over: the path names the user.</summary>
    public string? Name { get; init; }

    /// <summary>Passed over: groups have their own operations.</summary>
    public JArray? Groups { get; init; }

    /// <summary>Passed over: roles have their own operations.</summary>
    public JArray? Roles { get; init; }

    /// <summary>Passed over.</summary>
    public JObject? AuthState { get; init; }
}

/// <summary>What to change of a user.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "user", Description = "Invalid JSON data: {body}")]
public sealed class ChangeUserRequest
{
    /// <summary>The new name.</summary>
    public Optional<string> Name { get; init; }

    /// <summary>Whether the user is an admin from now on.</summary>
    public Optional<bool> Admin { get; init; }

    /// <summary>What the authenticator is to keep about the user.</summary>
    public Optional<System.Text.Json.Nodes.JsonObject?> AuthState { get; init; }
}

/// <summary>What a user may be called from now on. Whether the name fits the settings, and is free, is seen later.</summary>
public sealed class ChangeUserValidator : AbstractValidator<ChangeUserRequest>
{
    public ChangeUserValidator() => RuleFor(request => request.Name)
        .Must(name => !name.IsPresent || name.Value.Length is > 0 and <= UserNames.LongestName)
        .WithMessage(request => $"Invalid username: {PythonText.Cut(request.Name.Value)}");
}
