using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Services;

/// <summary>The services the configuration defines.</summary>
[TraitClass("JupyterHub")]
public sealed record ServiceOptions : ICheckedOptions
{
    /// <summary>
    /// The services: programs that use the hub's API with a token of their own, answer at /services/NAME, or are run by the hub, as
    /// <c>[{"name": "culler", "api_token": "…", "url": "http://127.0.0.1:9000"}]</c>. Services no longer listed are removed at the
    /// next start. Default: none.
    /// </summary>
    public IReadOnlyList<ServiceDefinition> Services { get; init; } = [];

    /// <summary>Seconds between two looks whether a service with a URL answers there. Default: 60.</summary>
    [Between(1, int.MaxValue)]
    public TimeSpan ServiceCheckInterval { get; init; } = TimeSpan.FromSeconds(60);

    public IEnumerable<OptionProblem> Check()
    {
        var names = new HashSet<string>();
        var tokens = new HashSet<string>();
        for (var i = 0; i < Services.Count; i++)
        {
            var service = Services[i];
            if (service.Name.Length > 0 && !names.Add(service.Name))
                yield return new OptionProblem(nameof(Services), "another service has this name", "a name of its own") { Path = $"[{i}].name" };
            if (!string.IsNullOrEmpty(service.ApiToken) && !tokens.Add(service.ApiToken))
            {
                yield return new OptionProblem(nameof(Services), "another service has this token", "a token of its own")
                { Path = $"[{i}].api_token" };
            }

            if (service.HasOauth && string.IsNullOrEmpty(service.Url) && string.IsNullOrEmpty(service.OauthRedirectUri))
            {
                yield return new OptionProblem(nameof(Services), "is missing, but the service has OAuth settings and no url",
                    "the URL logins return to")
                { Path = $"[{i}].oauth_redirect_uri" };
            }

            if (service.Admin)
            {
                yield return new OptionProblem(nameof(Services), "is deprecated", "the service in a role of JupyterHub.load_roles")
                { Path = $"[{i}].admin", IsWarning = true };
            }
        }
    }
}
