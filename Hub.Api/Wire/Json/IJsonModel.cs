using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>A model that goes out by the hundred and therefore writes itself, without a look at its properties one by one.</summary>
public interface IJsonModel
{
    /// <summary>Writes all of it that is shown, in the order of its properties.</summary>
    void WriteTo(JsonWriter json, JsonSerializer serializer);
}
