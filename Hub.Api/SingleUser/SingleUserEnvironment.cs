using System.Globalization;
using System.Text.Json;

namespace Hub.Api.SingleUser;

/// <summary>Reads the variables that a hub gives to its servers, and says all that is missing or wrong at once.</summary>
public sealed class SingleUserEnvironment(Func<string, string?> variable)
{
    private readonly List<string> mistakes = [];

    public static SingleUserSettings? Read(Func<string, string?> variable, out IReadOnlyList<string> mistakes)
    {
        var environment = new SingleUserEnvironment(variable);
        var settings = environment.Settings();
        mistakes = environment.mistakes;
        return mistakes.Count == 0 ? settings : null;
    }

    private SingleUserSettings Settings()
    {
        var prefix = WithSlash(Required("JUPYTERHUB_SERVICE_PREFIX"));
        return new SingleUserSettings
        {
            UserName = Required("JUPYTERHUB_USER"),
            ServerName = Optional("JUPYTERHUB_SERVER_NAME"),
            Bind = Bind(Required("JUPYTERHUB_SERVICE_URL")),
            Prefix = prefix,
            ApiUrl = Address("JUPYTERHUB_API_URL", Required("JUPYTERHUB_API_URL")).TrimEnd('/'),
            ApiToken = Required("JUPYTERHUB_API_TOKEN"),
            ClientId = Required("JUPYTERHUB_CLIENT_ID"),
            CallbackUrl = Optional("JUPYTERHUB_OAUTH_CALLBACK_URL") is { Length: > 0 } url ? url : prefix + "oauth_callback",
            HubUrl = Optional("JUPYTERHUB_HOST").TrimEnd('/') + WithSlash(Required("JUPYTERHUB_BASE_URL")) + "hub/",
            AccessScopes = AccessScopes(),
            ActivityUrl = Optional("JUPYTERHUB_ACTIVITY_URL") is { Length: > 0 } report ? Address("JUPYTERHUB_ACTIVITY_URL", report) : null,
            ActivityInterval = ActivityInterval(),
            PublicUrl = Optional("JUPYTERHUB_PUBLIC_URL"),
            CookieHostPrefix = Flag("JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED"),
            CookieOptions = Json<Dictionary<string, JsonElement>>("JUPYTERHUB_COOKIE_OPTIONS") ?? [],
            Debug = Flag("JUPYTERHUB_DEBUG"),
        };
    }

    private BindAddress Bind(string url)
    {
        if (url.Length > 0)
        {
            if (BindAddress.Parse(url, out var mistake) is { } address)
                return address;
            mistakes.Add($"JUPYTERHUB_SERVICE_URL is {url}: {mistake}");
        }

        return new BindAddress("", 0);
    }

    private string Address(string name, string url)
    {
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            mistakes.Add($"{name} is {url}: it is not an http URL");
        return url;
    }

    private List<string> AccessScopes()
    {
        // The second is the name before JupyterHub 3.0.
        string[] names = ["JUPYTERHUB_OAUTH_ACCESS_SCOPES", "JUPYTERHUB_OAUTH_SCOPES"];
        var name = names.FirstOrDefault(each => Optional(each).Length > 0, names[0]);
        Required(name);
        var scopes = Json<List<string>>(name);
        if (scopes is { Count: 0 })
            mistakes.Add($"{name} names no scope, so nobody could enter");
        return scopes ?? [];
    }

    private TimeSpan ActivityInterval()
    {
        const string Name = "JUPYTERHUB_ACTIVITY_INTERVAL";
        if (Optional(Name) is not { Length: > 0 } text)
            return TimeSpan.FromSeconds(300);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= TimeSpan.FromDays(30).TotalSeconds)
            return TimeSpan.FromSeconds(seconds);
        mistakes.Add($"{Name} is {text}: it must be a number of seconds, or 0 for no reports");
        return TimeSpan.Zero;
    }

    private T? Json<T>(string name)
        where T : class
    {
        if (Optional(name) is not { Length: > 0 } text)
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException error)
        {
            mistakes.Add($"{name} is not the JSON that is expected there: {error.Message}");
            return null;
        }
    }

    private bool Flag(string name) => Optional(name).ToLowerInvariant() is not ("" or "0" or "false");

    private string Optional(string name) => variable(name) ?? "";

    private string Required(string name)
    {
        if (Optional(name) is { Length: > 0 } value)
            return value;
        mistakes.Add($"{name} is missing");
        return "";
    }

    private static string WithSlash(string path) => path.EndsWith('/') ? path : path + "/";
}
