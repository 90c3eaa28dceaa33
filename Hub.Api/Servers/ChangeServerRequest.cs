using System.Text.Json.Nodes;
using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Servers;

/// <summary>What to change of a stopped server; null leaves a thing as it is.</summary>
[EmptyIsNone]
public sealed class ChangeServerRequest : IReadsBody<ChangeServerRequest>
{
    /// <summary>Its new name.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Name { get; private init; }

    /// <summary>What people shall call it.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? DisplayName { get; private init; }

    /// <summary>The options of its next start.</summary>
    [DocumentedAs(typeof(JsonObject))]
    public JToken? UserOptions { get; private init; }

    internal JToken? Body { get; private init; }

    internal string? NewName => BodyRules.TextOf(Name);

    internal string? Display => BodyRules.TextOf(DisplayName);

    internal JsonObject? Options => BodyRules.ObjectOf(UserOptions);

    public static ChangeServerRequest Read(JToken? body) => new()
    {
        Body = body,
        Name = (body as JObject)?["name"],
        DisplayName = (body as JObject)?["display_name"] is { } given && !PythonValue.IsFalsy(given) ? given : null,
        UserOptions = (body as JObject)?["user_options"],
    };
}

/// <summary>What a request to change a server must hold, in JupyterHub's words where it has any.</summary>
public sealed class ChangeServerRequestValidator : AbstractValidator<ChangeServerRequest>
{
    private static readonly string[] Keys = ["name", "display_name", "user_options"];

    public ChangeServerRequestValidator()
    {
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(request => request.Body).Must(body => body is not null).WithMessage("Must specify at least one field to modify.");
        RuleFor(request => request.Body).Must(body => body is JObject).WithMessage("Body must be a JSON object");
        RuleFor(request => request.Body).Must(body => Unknown(body).Count == 0)
            .WithMessage(request => $"Invalid JSON keys: {string.Join(", ", Unknown(request.Body))}; allowed are {string.Join(", ", Keys)}");
        RuleFor(request => request.Name).BeTextOrNothing().WithMessage("name must be a string");
        RuleFor(request => request.UserOptions).Must(options => options is null or JObject).WithMessage("user_options must be a dict");
        RuleFor(request => request.DisplayName).BeTextOrNothing().WithMessage("display_name must be a string");
    }

    private static List<string> Unknown(JToken? body) => [.. ((JObject)body!).Properties().Select(property => property.Name).Except(Keys)];
}
