using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>What users see in the browser and where they are led.</summary>
[TraitClass("JupyterHub")]
public sealed record PageOptions : ICheckedOptions
{
    /// <summary>Where users arrive after login, such as <c>/hub/home</c>. Default: empty, their server.</summary>
    public string DefaultUrl { get; init; } = "";

    /// <summary>Whether <c>/</c> leads to the user's running server rather than to the control panel. Default: true.</summary>
    public bool RedirectToServer { get; init; } = true;

    /// <summary>
    /// Values for the pages' templates, such as <c>{"announcement": "Maintenance on Monday"}</c>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> TemplateVars { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>A picture for <c>/hub/logo</c>, which stands on every page: an SVG, PNG, JPEG, GIF, WebP or ICO file. Default: empty, the hub's own.</summary>
    public string LogoFile { get; init; } = "";

    /// <summary>
    /// Whether a request for a stopped server is answered 503, as JupyterLab before 3.2 expects, rather than 424. Default: false.
    /// </summary>
    public bool UseLegacyStoppedServerStatusCode { get; init; }

    /// <summary>
    /// Further headers of every answer, such as <c>{"Content-Security-Policy": "frame-ancestors 'self'"}</c>. Default: none.
    /// </summary>
    [Trait("tornado_settings", Key = "headers")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public IEnumerable<OptionProblem> Check()
    {
        if (LogoFile.Length > 0 && !File.Exists(LogoFile))
            yield return new OptionProblem(nameof(LogoFile), "is not there", "the path of a picture");
    }
}
