using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace Hub.Api.Wire.Json;

/// <summary>
/// Holds a JSON value against the type it is meant for. Newtonsoft would turn <c>1</c> into true and <c>5</c> into "5"; here a value
/// of the wrong kind is refused by name.
/// </summary>
internal static class BodyShape
{
    private static readonly ConcurrentDictionary<Type, Model> Models = new();

    public static bool IsModel(Type type) => KindOf(type) == Kind.Model;

    public static void Check(JToken value, Type type)
    {
        if (value is not JObject)
            CheckWhole(value, type);
        Check(value, type, nullable: false, "");
    }

    /// <summary>Refuses that there is no body, where a word is known for that.</summary>
    public static void CheckNone(Type type) => CheckWhole(JValue.CreateNull(), type);

    /// <summary>Clients know some refusals of a whole body by their words.</summary>
    private static void CheckWhole(JToken value, Type type)
    {
        if (WordsOf(type) is { } words)
            throw new InvalidInputException(words.Replace("{body}", PythonValue.Shown(value), StringComparison.Ordinal));
    }

    private static string? WordsOf(Type type) => type.GetCustomAttribute<JsonObjectAttribute>()?.Description;

    private static void Check(JToken value, Type type, bool nullable, string key)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value.Type == JTokenType.Null && (nullable || plain != type))
            return;

        switch (KindOf(plain))
        {
            case Kind.Any:
                return;
            case Kind.Model when value is JObject model:
                var shape = Models.GetOrAdd(plain, Model.Of);
                Check(model, shape, key.Length == 0 ? shape.Title : key);
                return;
            case Kind.Dictionary when value is JObject dictionary:
                foreach (var entry in dictionary.Properties())
                    Check(entry.Value, ElementOf(plain), nullable: true, Join(key, entry.Name));
                return;
            case Kind.List when value is JArray list:
                for (var i = 0; i < list.Count; i++)
                    Check(list[i], ElementOf(plain), nullable: false, $"{key}[{i}]");
                return;
            case Kind.Enum when value.Type == JTokenType.String && EnumNames(plain).Contains(value.Value<string>()!):
            case Kind.Text or Kind.Time when value.Type == JTokenType.String:
            case Kind.Boolean when value.Type == JTokenType.Boolean:
            case Kind.Real when value.Type is JTokenType.Integer or JTokenType.Float:
            case Kind.Object when value.Type == JTokenType.Object:
            case Kind.Array when value.Type == JTokenType.Array:
                return;
            case Kind.Integer when value.Type == JTokenType.Integer:
                CheckRange(value, plain, key);
                return;
            default:
                throw Wrong(key, plain, value);
        }
    }

    private static void Check(JObject value, Model model, string key)
    {
        if (model.LacksMain(value))
            throw new InvalidInputException(model.Words!);
        var unknown = value.Properties().Select(entry => entry.Name).Where(name => !model.Keys.ContainsKey(name)).ToList();
        if (unknown.Count > 0 && model.RefusesOthers)
            throw new InvalidInputException(model.Unknown(value, unknown));
        foreach (var entry in value.Properties())
        {
            if (!model.Keys.TryGetValue(entry.Name, out var known))
                continue;
            if (known.EmptyIsNone && PythonValue.IsFalsy(entry.Value))
                entry.Value = JValue.CreateNull();
            else if (model.HasTitle)
                CheckAsPython(entry, known, key);
            Check(entry.Value, known.Type, known.Nullable, Join(key, entry.Name));
        }

        foreach (var (name, known) in model.Keys)
        {
            if (known.Required && !value.ContainsKey(name))
                throw new InvalidInputException($"{Join(key, name)} is required");
        }

        // Else "Name" would still find its way into "name", unchecked.
        foreach (var name in unknown)
            value.Remove(name);
    }

    /// <summary>Users, groups and services: clients know these words.</summary>
    private static void CheckAsPython(JProperty entry, Key known, string key)
    {
        var (needed, got) = (PythonClassOf(known.Type), PythonValue.ClassOf(entry.Value));
        if (needed is not null && needed != got && !known.TakesNull(entry.Value))
            throw new InvalidInputException($"{key}.{entry.Name} must be {needed}, not: {got}");
    }

    private static string? PythonClassOf(Type type) => KindOf(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Kind.Text => PythonValue.Class("str"),
        Kind.Boolean => PythonValue.Class("bool"),
        Kind.List or Kind.Array => PythonValue.Class("list"),
        Kind.Object or Kind.Dictionary => PythonValue.Class("dict"),
        _ => null,
    };

    private static void CheckRange(JToken value, Type type, string key)
    {
        var number = ((JValue)value).Value is BigInteger big ? big : value.Value<long>();
        var (least, most) = type == typeof(int) ? (int.MinValue, int.MaxValue) : (long.MinValue, long.MaxValue);
        if (number < least || number > most)
            throw new InvalidInputException($"{Named(key)} must be between {least} and {most}");
    }

    private static InvalidInputException Wrong(string key, Type type, JToken value)
    {
        var got = value.Type switch
        {
            JTokenType.Null => "null",
            JTokenType.Object => "an object",
            JTokenType.Array => "a list",
            JTokenType.String => KindOf(type) == Kind.Enum ? "another text" : "a string",
            JTokenType.Boolean => "a boolean",
            _ => "a number",
        };
        return new($"{Named(key)} must be {Allowed(type)}, not {got}");
    }

    private static string Allowed(Type type) => KindOf(type) switch
    {
        Kind.Text => "a string",
        Kind.Time => "a timestamp",
        Kind.Boolean => "true or false",
        Kind.Integer => "an integer",
        Kind.Real => "a number",
        Kind.List or Kind.Array => "a list",
        Kind.Enum => "one of " + string.Join(", ", EnumNames(type)),
        _ => "an object",
    };

    private static string Named(string key) => key.Length == 0 ? "The body" : key;

    private static string Join(string key, string name) => key.Length == 0 ? name : $"{key}.{name}";

    private static IEnumerable<string> EnumNames(Type type) => Enum.GetNames(type).Select(HubNaming.Of);

    private static Type ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()! : type.GetGenericArguments() is { Length: > 0 } arguments ? arguments[^1] : typeof(object);

    private static Kind KindOf(Type type)
    {
        if (type == typeof(string))
            return Kind.Text;
        if (type == typeof(bool))
            return Kind.Boolean;
        if (type == typeof(int) || type == typeof(long))
            return Kind.Integer;
        if (type == typeof(double))
            return Kind.Real;
        if (type == typeof(DateTimeOffset))
            return Kind.Time;
        if (type.IsEnum)
            return Kind.Enum;
        if (type == typeof(JsonObject) || type == typeof(JObject))
            return Kind.Object;
        if (type == typeof(JsonArray) || type == typeof(JArray))
            return Kind.Array;
        if (type == typeof(object) || typeof(JToken).IsAssignableFrom(type) || typeof(JsonNode).IsAssignableFrom(type))
            return Kind.Any;
        return HubJson.Serializer.ContractResolver.ResolveContract(type) switch
        {
            JsonDictionaryContract => Kind.Dictionary,
            JsonArrayContract => Kind.List,
            JsonObjectContract => Kind.Model,
            _ => Kind.Any,
        };
    }

    private enum Kind
    {
        Any,
        Text,
        Time,
        Boolean,
        Integer,
        Real,
        Enum,
        Object,
        Array,
        List,
        Dictionary,
        Model,
    }

    /// <param name="EmptyIsNone">Whether whatever is empty counts as left out.</param>
    /// <param name="MayClear">Whether <c>null</c> says something that leaving the key out does not.</param>
    private sealed record Key(Type Type, bool Nullable, bool Required, bool EmptyIsNone, bool MayClear)
    {
        public bool TakesNull(JToken value) => MayClear && Nullable && value.Type == JTokenType.Null;
    }

    /// <param name="Title">How messages name a whole body of this type; empty for none.</param>
    /// <param name="Words">How a body is refused that is none of this type.</param>
    private sealed record Model(Dictionary<string, Key> Keys, bool RefusesOthers, string Title, string? Words)
    {
        public bool HasTitle => Title.Length > 0;

        /// <summary>Whether what the request is about is missing, which is said before anything else.</summary>
        public bool LacksMain(JObject value) => RefusesOthers && Keys.Any(key => key.Value.EmptyIsNone && PythonValue.IsFalsy(value[key.Key]));

        /// <summary>Whether it is what the request is about, and taken out before JupyterHub looks at the rest.</summary>
        private bool IsMain(string name) => Keys.TryGetValue(name, out var key) && key.EmptyIsNone;

        /// <summary>Where there is a title, JupyterHub has words for it, which show what came.</summary>
        public string Unknown(JObject value, List<string> names) => HasTitle
            ? $"Invalid JSON keys: {PythonValue.Shown(new JObject(value.Properties().Where(entry => !IsMain(entry.Name))))}"
            : $"Invalid JSON keys: {string.Join(", ", names)}; allowed are {string.Join(", ", Keys.Keys)}";

        public static Model Of(Type type)
        {
            var contract = (JsonObjectContract)HubJson.Serializer.ContractResolver.ResolveContract(type);
            var nullability = new NullabilityInfoContext();
            var keys = new Dictionary<string, Key>(StringComparer.Ordinal);
            foreach (var property in contract.Properties.Where(p => !p.Ignored && p.UnderlyingName is not null))
            {
                var member = type.GetProperty(property.UnderlyingName!)!;
                keys[property.PropertyName!] = KeyOf(member, nullability.Create(member));
            }

            return new(
                keys, contract.MissingMemberHandling == MissingMemberHandling.Error,
                type.GetCustomAttribute<JsonObjectAttribute>()?.Title ?? "", WordsOf(type));
        }

        private static Key KeyOf(PropertyInfo member, NullabilityInfo annotated)
        {
            var isOptional = member.PropertyType.IsGenericType && member.PropertyType.GetGenericTypeDefinition() == typeof(Optional<>);
            if (isOptional)
                annotated = annotated.GenericTypeArguments[0];
            return new(
                annotated.Type,
                annotated.ReadState == NullabilityState.Nullable,
                member.IsDefined(typeof(RequiredMemberAttribute)),
                member.IsDefined(typeof(EmptyIsNoneAttribute)),
                isOptional);
        }
    }
}
