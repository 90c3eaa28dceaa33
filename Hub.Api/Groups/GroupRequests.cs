using FluentValidation;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Groups;

/// <summary>Groups to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "group", Description = "Must specify at least one group to create")]
public sealed class CreateGroupsRequest
{
    /// <summary>Their names.</summary>
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
    public CreateGroupsValidator() =>
        RuleFor(request => request.Groups).NotEmpty().WithMessage("Must specify at least one group to create");
}

/// <summary>A group to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "group", Description = "Invalid JSON data: an object is needed")]
public sealed class CreateGroupRequest
{
    /// <summary>Its members.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Passed over: the path names the group.</summary>
    public string? Name { get; init; }

    /// <summary>Passed over: roles have their own operations.</summary>
    public JArray? Roles { get; init; }
}

/// <summary>Members to add or to remove. Other keys, which older documents show, are passed over.</summary>
public sealed class GroupMembersRequest
{
    /// <summary>The users' names.</summary>
    public IReadOnlyList<string>? Users { get; init; }
}
