using FluentValidation;
using Hub.Api.Wire.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Groups;

/// <summary>Groups to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "group", Description = "Must specify at least one group to create")]
public sealed class CreateGroupsRequest
{
    /// <summary>Their names.</summary>
    [EmptyIsNone]
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The members each of them gets.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Passed over: <c>groups</c> names them.</summary>
    public string? Name { get; init; }

    /// <summary>Passed over: roles have their own operations.</summary>
    public JArray? Roles { get; init; }
}

/// <summary>What a request to add groups must hold.</summary>
public sealed class CreateGroupsValidator : AbstractValidator<CreateGroupsRequest>
{
    public CreateGroupsValidator()
    {
        RuleFor(request => request.Groups).NotEmpty().WithMessage("Must specify at least one group to create");
        RuleForEach(request => request.Users).CanBeAUser();
    }
}

/// <summary>A group to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "group", Description = "Invalid JSON data: {body}")]
public sealed class CreateGroupRequest
{
    /// <summary>Its members.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Passed over: the path names the group.</summary>
    public string? Name { get; init; }

    /// <summary>Passed over: roles have their own operations.</summary>
    public JArray? Roles { get; init; }
}

/// <summary>Whom a group to add may have as members.</summary>
public sealed class CreateGroupValidator : AbstractValidator<CreateGroupRequest>
{
    public CreateGroupValidator() => RuleForEach(request => request.Users).CanBeAUser();
}

/// <summary>Members to add or to remove. Other keys, which older documents show, are passed over.</summary>
[JsonObject(Title = "group", Description = "Invalid JSON data: {body}")]
public sealed class GroupMembersRequest
{
    /// <summary>The users' names.</summary>
    public IReadOnlyList<string>? Users { get; init; }
}

/// <summary>What a request to add or to remove members must hold, in JupyterHub's words.</summary>
public sealed class GroupMembersValidator : AbstractValidator<GroupMembersRequest>
{
    public GroupMembersValidator()
    {
        RuleFor(request => request.Users).Custom((users, context) =>
        {
            if (users is null)
                context.AddFailure($"Must specify users to {(HttpMethods.IsDelete(BodyRules.MethodOf(context)) ? "delete" : "add")}");
        });
        RuleForEach(request => request.Users).CanBeAUser();
    }
}
