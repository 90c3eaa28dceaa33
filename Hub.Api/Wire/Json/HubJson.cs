using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace Hub.Api.Wire.Json;

/// <summary>How the hub speaks JSON: one setting for all that comes in and goes out.</summary>
public static class HubJson
{
    /// <summary>How deep lists and objects may be nested in a request.</summary>
    public const int MaxDepth = 64;

    /// <summary>Safe to use from many threads at once.</summary>
    public static JsonSerializer Serializer { get; } = JsonSerializer.Create(Configured(new JsonSerializerSettings()));

    public static JsonSerializerSettings Configured(JsonSerializerSettings settings)
    {
        settings.ContractResolver = new DefaultContractResolver { NamingStrategy = new HubNaming() };
        settings.NullValueHandling = NullValueHandling.Include;
        settings.DateParseHandling = DateParseHandling.None;
        settings.MetadataPropertyHandling = MetadataPropertyHandling.Ignore;
        settings.TypeNameHandling = TypeNameHandling.None;
        settings.MaxDepth = MaxDepth;
        settings.Formatting = Formatting.None;
        settings.Converters =
        [
            new JsonModelConverter(),
            new TimestampConverter(),
            new JsonNodeConverter(),
            new OptionalConverter(),
            new StringEnumConverter(new HubNaming(), allowIntegerValues: false),
        ];
        return settings;
    }
}
