using System.Text.Json.Nodes;
using FluentValidation;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Groups;

/// <summary>The properties of a group: any object.</summary>
public sealed class GroupPropertiesRequest : IReadsBody<GroupPropertiesRequest>
{
    internal JToken? Body { get; private init; }

    internal JsonObject Properties => BodyRules.ObjectOf(Body)!;

    public static GroupPropertiesRequest Read(JToken? body) => new() { Body = body };
}

/// <summary>What properties must be, in JupyterHub's words.</summary>
public sealed class GroupPropertiesRequestValidator : AbstractValidator<GroupPropertiesRequest>
{
    public GroupPropertiesRequestValidator() =>
        RuleFor(request => request.Body).Must(body => body is JObject).WithMessage("Must specify properties");
}
