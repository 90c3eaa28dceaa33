using System.Collections.Concurrent;
using System.Reflection;
using Hub.Domain.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>Turns a JSON body into the model of an action, with a plain word about whatever does not fit.</summary>
public static class BodyModel
{
    private static readonly ConcurrentDictionary<Type, Reading> Readings = new();

    /// <summary>
    /// No body is null where the action can do without one, and an empty object where it cannot: then what must be there is named.
    /// </summary>
    public static object? Read(JToken? body, Type type, bool isRequired)
    {
        var reading = Readings.GetOrAdd(type, Reading.Of);
        if (reading.EmptyIsNone && PythonValue.IsFalsy(body))
            body = null;
        if (body is null && !isRequired)
            return null;
        return reading.ByHand is { } read ? read(body) : ByType(body, type);
    }

    private static object? ByType(JToken? body, Type type)
    {
        if (body is null)
        {
            if (type != typeof(JObject) && !BodyShape.IsModel(type))
                throw new InvalidInputException("A JSON body is needed");
            BodyShape.CheckNone(type);
            body = new JObject();
        }

        if (type.IsInstanceOfType(body))
            return body;
        BodyShape.Check(body, type);
        try
        {
            return body.ToObject(type, HubJson.Serializer);
        }
        catch (Exception e) when (e is JsonException or OverflowException or FormatException or InvalidCastException)
        {
            throw new InvalidInputException(e.Message);
        }
    }

    private sealed record Reading(bool EmptyIsNone, Func<JToken?, object>? ByHand)
    {
        public static Reading Of(Type type) => new(
            type.IsDefined(typeof(EmptyIsNoneAttribute), false),
            type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IReadsBody<>))
                ? typeof(Reading).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(type).CreateDelegate<Func<JToken?, object>>()
                : null);

        private static object ReadAs<T>(JToken? body)
            where T : class, IReadsBody<T> => T.Read(body);
    }
}
