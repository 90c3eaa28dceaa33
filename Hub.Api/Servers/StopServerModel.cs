using Hub.Api.OpenApi;
using Hub.Domain.Errors;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Servers;

/// <summary>How far a server is to go.</summary>
/// <param name="Remove">Whether a named server is removed too, with all that is kept of it.</param>
[RequestPart]
public sealed record StopServerModel(bool? Remove)
{
    private static readonly StopServerModel Nothing = new(Remove: null);

    /// <summary>Whatever is no object says nothing, as it always has.</summary>
    public static StopServerModel From(JToken? body) => body is not JObject given ? Nothing : new StopServerModel(given["remove"] switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.Boolean } flag => flag.Value<bool>(),
        JValue { Value: 0L } => false,
        JValue { Value: 1L } => true,
        _ => throw new InvalidInputException("remove must be true or false"),
    });
}
