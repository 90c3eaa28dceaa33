using System.Text.Json.Nodes;
using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Servers;

/// <summary>What a request to start or add a server says of it.</summary>
[EmptyIsNone]
public sealed class StartServerRequest : IReadsBody<StartServerRequest>
{
    /// <summary>The options; null keeps those of the last start.</summary>
    [DocumentedAs(typeof(JsonObject))]
    public JToken? UserOptions { get; private init; }

    /// <summary>What people shall call it; null leaves that as it is.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? DisplayName { get; private init; }

    internal JToken? Body { get; private init; }

    internal JsonObject? Options => BodyRules.ObjectOf(UserOptions);

    internal string? Display => BodyRules.TextOf(DisplayName);

    /// <summary>
    /// Reads both forms of the body: an object with <c>user_options</c> and <c>display_name</c>, or, as clients before 6.0 send
    /// it, an object that is the options itself.
    /// </summary>
    public static StartServerRequest Read(JToken? body)
    {
        var given = body as JObject;
        var isOptions = given is not null && !given.ContainsKey("user_options") && !given.ContainsKey("display_name");
        return new()
        {
            Body = body,
            UserOptions = isOptions ? given : given?["user_options"],
            DisplayName = given?["display_name"],
        };
    }
}

/// <summary>What such a request may hold, in JupyterHub's words.</summary>
public sealed class StartServerRequestValidator : AbstractValidator<StartServerRequest>
{
    public StartServerRequestValidator()
    {
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(request => request.Body).BeObjectOrNothing().WithMessage("Body must be a JSON object");
        RuleFor(request => request.DisplayName).Must(name => name is null or { Type: JTokenType.String }).WithMessage("display_name must be a string");
        RuleFor(request => request.UserOptions).BeObjectOrNothing().WithMessage("user_options must be an object or null");
    }
}
