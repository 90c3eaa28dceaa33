using System.Text.Json;
using Newtonsoft.Json.Serialization;

namespace Hub.Api.Wire.Json;

/// <summary>The names of JSON keys: snake_case, with OAuth as one word, as JupyterHub spells it. Keys of dictionaries are data and stay.</summary>
public sealed class HubNaming : NamingStrategy
{
    public HubNaming()
    {
        ProcessDictionaryKeys = false;
        OverrideSpecifiedNames = false;
    }

    public static string Of(string name) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(name.Replace("OAuth", "Oauth", StringComparison.Ordinal));

    protected override string ResolvePropertyName(string name) => Of(name);
}
