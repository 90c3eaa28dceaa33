using Hub.Domain.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>JSON as JupyterHub looks at it, which is how Python does.</summary>
internal static class PythonValue
{
    /// <summary>What JupyterHub takes for nothing at all: <c>null</c>, <c>false</c>, 0, and whatever is empty.</summary>
    public static bool IsFalsy(JToken? value) => value switch
    {
        null or { Type: JTokenType.Null } => true,
        JContainer container => container.Count == 0,
        JValue { Value: false or "" or 0L or 0.0 } => true,
        _ => false,
    };

    /// <summary>As its messages show a value; cut, since it comes from outside.</summary>
    public static string Shown(JToken value) => PythonText.Cut(Written(value));

    /// <summary>As its messages name the type of a value.</summary>
    public static string ClassOf(JToken value) => Class(value.Type switch
    {
        JTokenType.String => "str",
        JTokenType.Boolean => "bool",
        JTokenType.Integer => "int",
        JTokenType.Float => "float",
        JTokenType.Array => "list",
        JTokenType.Object => "dict",
        _ => "NoneType",
    });

    public static string Class(string name) => $"<class '{name}'>";

    private static string Written(JToken value) => value switch
    {
        JObject map => $"{{{string.Join(", ", map.Properties().Select(entry => $"{PythonText.Quoted(entry.Name)}: {Written(entry.Value)}"))}}}",
        JArray list => $"[{string.Join(", ", list.Select(Written))}]",
        JValue { Value: string text } => PythonText.Quoted(text),
        JValue { Value: null } => "None",
        JValue { Value: bool flag } => flag ? "True" : "False",
        _ => value.ToString(Formatting.None),
    };
}
