using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Users;

/// <summary>Makes the model of whoever is asking: their own model, and what their credentials allow.</summary>
public static class IdentityModel
{
    /// <param name="own">The model of the user or service.</param>
    public static JObject Of(object own, string? tokenId, string? sessionId, IReadOnlyList<string> scopes)
    {
        var model = JObject.FromObject(own, HubJson.Serializer);
        model["token_id"] = tokenId;
        model["session_id"] = sessionId;
        model["scopes"] = new JArray(scopes);
        return model;
    }
}
