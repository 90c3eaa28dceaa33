using System.Text.Json;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Sources;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Multi;

/// <summary>One of several authenticators on one login page.</summary>
[ConfigurationEntry]
public sealed record MultiEntry
{
    /// <summary>The class, as in JupyterHub.authenticator_class.</summary>
    [Mandatory]
    public string AuthenticatorClass { get; init; } = "";

    /// <summary>What tells it from the others in addresses: its callback is <c>/hub/NAME/oauth_callback</c>. Default: the short name of its class.</summary>
    [Matches("/?[a-z0-9-]*", "small letters, digits and dashes")]
    public string UrlPrefix { get; init; } = "";

    /// <summary>What the login page calls it. Default: what the authenticator calls itself, else its class.</summary>
    public string ServiceName { get; init; } = "";

    /// <summary>What is put before each of its names. Only one of several may do without. Default: none.</summary>
    public string UsernamePrefix { get; init; } = "";

    /// <summary>Its traits, without the name of the class; rules on names are about names without the prefix.</summary>
    [Secret]
    public IReadOnlyDictionary<string, JsonElement> Config { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether its accounts are the hub's own.</summary>
    internal bool IsNative => TraitClasses.Choose("Authenticator", AuthenticatorClass)?.Alias == "native";

    internal string Id => UrlPrefix.Trim('/') is { Length: > 0 } given ? given : TraitClasses.Choose("Authenticator", AuthenticatorClass)?.Alias ?? "";

    /// <summary>As names are kept, in small letters.</summary>
    internal string Prefix => UsernamePrefix.ToLowerInvariant();

    internal IEnumerable<string> Problems()
    {
        if (TraitClasses.Choose("Authenticator", AuthenticatorClass) is not { } chosen)
            return [$"has an authenticator_class there is none of: {AuthenticatorClass}"];
        if (chosen.Alias is "multi" or "null")
            return [$"has the authenticator_class {chosen.Alias}, which cannot be one of several"];
        return Result().Mistakes.Select(mistake => $"has a mistake in its config: {mistake}");
    }

    /// <summary>Its configuration as if it were the only one.</summary>
    internal HubConfiguration Read() => Result().Configuration ?? throw new ArgumentException(string.Join("\n", Problems()));

    private ConfigurationResult Result()
    {
        var name = TraitClasses.Choose("Authenticator", AuthenticatorClass)!.Name;
        var json = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["JupyterHub"] = new Dictionary<string, string> { ["authenticator_class"] = AuthenticatorClass },
            [name] = Config,
        });
        return ConfigurationReader.Read([new JsonFileSource($"MultiAuthenticator.authenticators, {Id}", json)]);
    }
}
