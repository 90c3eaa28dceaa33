using Hub.Domain.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>Turns a JSON body into the model of an action, with a plain word about whatever does not fit.</summary>
public static class BodyModel
{
    /// <summary>
    /// No body is null where the action can do without one, and an empty object where it cannot: then what must be there is named.
    /// </summary>
    public static object? Read(JToken? body, Type type, bool isRequired)
    {
        if (body is null)
        {
            if (!isRequired)
                return null;
            if (type != typeof(JObject) && !BodyShape.IsModel(type))
                throw new InvalidInputException("A JSON body is needed");
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
}
