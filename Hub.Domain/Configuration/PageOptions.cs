using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>What users see in the browser and where they are led.</summary>
[TraitClass("JupyterHub")]
public sealed record PageOptions
{
    /// <summary>Where users arrive after login, such as <c>/hub/home</c>. Default: empty, their server.</summary>
    public string DefaultUrl { get; init; } = "";

    /// <summary>Whether <c>/</c> leads to the user's running server rather than to the control panel. Default: true.</summary>
    public bool RedirectToServer { get; init; } = true;

    /// <summary>
    /// Values for the pages' templates, such as <c>{"announcement": "Maintenance on Monday"}</c>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> TemplateVars { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// Whether a request for a stopped server is answered 503, as JupyterLab before 3.2 expects, rather than 424. Default: false.
    /// </summary>
    public bool UseLegacyStoppedServerStatusCode { get; init; }

    /// <summary>
    /// Further headers of every answer, such as <c>{"Content-Security-Policy": "frame-ancestors 'self'"}</c>. Default: none.
    /// </summary>
    [Trait("tornado_settings", Key = "headers")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
