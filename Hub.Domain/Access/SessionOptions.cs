using System.Text.Json;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Access;

/// <summary>The cookies of a login: their key, their life, their form.</summary>
[TraitClass("JupyterHub")]
public sealed record SessionOptions : ICheckedOptions
{
    /// <summary>
    /// The key cookies are protected with, 32 bytes written as 64 hexadecimal digits; also taken from the environment variable
    /// JPY_COOKIE_SECRET. Default: none, the content of cookie_secret_file.
    /// </summary>
    [Secret, EnvironmentDefault("JPY_COOKIE_SECRET"), HexBytes(32)]
    public string? CookieSecret { get; init; }

    /// <summary>
    /// The file that holds the key of cookies; it is made when absent, and refused when others than its owner can read it. A relative
    /// path starts at the data folder. Default: jupyterhub_cookie_secret.
    /// </summary>
    public string CookieSecretFile { get; init; } = "jupyterhub_cookie_secret";

    /// <summary>Days a login lasts. Default: 14.</summary>
    [Between(0, 36500)]
    public double CookieMaxAgeDays { get; init; } = 14;

    /// <summary>
    /// Whether cookies are named <c>__Host-…</c>, which protects against other hosts of the domain but makes every path of the
    /// hub's host share them; best together with subdomain_host. Default: false.
    /// </summary>
    public bool CookieHostPrefixEnabled { get; init; }

    public IEnumerable<OptionProblem> Check() => [];

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        if (CookieHostPrefixEnabled && all.Urls.SubdomainHost.Length == 0)
        {
            yield return new OptionProblem(
                nameof(CookieHostPrefixEnabled), "sends the cookie of the login to every server, because all of them are on the hub's host",
                "true together with JupyterHub.subdomain_host")
            { IsWarning = true };
        }
    }

    /// <summary>
    /// Further attributes of every cookie, such as <c>{"secure": true, "samesite": "Lax"}</c>; servers and services get them too.
    /// Default: none.
    /// </summary>
    [Trait("tornado_settings", Key = "cookie_options")]
    public IReadOnlyDictionary<string, JsonElement> CookieOptions { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>How long a login lasts.</summary>
    public TimeSpan CookieMaxAge => TimeSpan.FromDays(CookieMaxAgeDays);
}
