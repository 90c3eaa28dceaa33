using System.Text.Json.Nodes;
using FluentValidation;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>Rules that several requests have, and what they are told of the request beside its body.</summary>
internal static class BodyRules
{
    private const string Request = "request";

    /// <summary>The value of a key; null when the body is no object, or has it not, or has <c>null</c> there.</summary>
    public static JToken? Of(JToken? body, string key) => (body as JObject)?[key] is { Type: not JTokenType.Null } value ? value : null;

    public static IRuleBuilderOptions<T, JToken?> BeTextOrNothing<T>(this IRuleBuilder<T, JToken?> key) =>
        key.Must(value => value is null or { Type: JTokenType.Null or JTokenType.String });

    public static IRuleBuilderOptions<T, JToken?> BeObjectOrNothing<T>(this IRuleBuilder<T, JToken?> key) =>
        key.Must(value => value is null or JObject or { Type: JTokenType.Null });

    /// <summary>As Python has it, 0 and 1 are flags as well.</summary>
    public static bool IsFlag(JToken? value) => FlagOf(value) is not null;

    public static bool? FlagOf(JToken? value) => value switch
    {
        JValue { Value: bool flag } => flag,
        JValue { Value: 0L or 0.0 } => false,
        JValue { Value: 1L or 1.0 } => true,
        _ => null,
    };

    public static string? TextOf(JToken? value) => (value as JValue)?.Value as string;

    public static JsonObject? ObjectOf(JToken? value) => value is JObject given ? JsonNode.Parse(given.ToString(Formatting.None))!.AsObject() : null;

    public static ValidationContext<object> Context(object body, HttpRequest request)
    {
        var context = new ValidationContext<object>(body);
        context.RootContextData[Request] = request;
        return context;
    }

    /// <summary>The method of the request, for messages that differ by it.</summary>
    public static string MethodOf<T>(ValidationContext<T> context) => ((HttpRequest)context.RootContextData[Request]).Method;

    /// <summary>What the path names.</summary>
    public static string NameIn<T>(ValidationContext<T> context, string routeValue) =>
        ((HttpRequest)context.RootContextData[Request]).RouteValues[routeValue] as string ?? "";
}
