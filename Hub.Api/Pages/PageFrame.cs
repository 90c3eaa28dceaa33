using System.Text.Json;
using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Scopes;
using Hub.Domain.Services;

namespace Hub.Api.Pages;

/// <summary>What every page shows around its own content.</summary>
public sealed class PageFrame(HubLinks links, AssetFiles assets, PageOptions options, IServiceStore services, PageXsrf xsrf)
{
    public HubLinks Links => links;

    public string Asset(string path) => assets.Url(path);

    public string Xsrf(HttpContext http) => xsrf.ValueFor(http);

    /// <summary>Somebody signed in with a browser; null for anybody else.</summary>
    public Caller? User(HttpContext http) => http.Caller() is { Kind: OwnerKind.User } caller ? caller : null;

    /// <summary>What the operator wants said: on this page, or on all. It is HTML, and theirs to write.</summary>
    public string? Announcement(string? page) => (page is null ? null : Text($"announcement_{page}")) ?? Text("announcement");

    /// <summary>A text of <c>template_vars</c>; null when there is none.</summary>
    public string? Text(string name) =>
        options.TemplateVars.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The services to link to: those with pages, shown, and open to this user.</summary>
    public async Task<IReadOnlyList<ServiceLink>> ServicesAsync(Caller user, CancellationToken ct)
    {
        var open = user.Scopes.FilterOf("access:services");
        if (open.IsNothing)
            return [];
        return [.. (await services.ListAsync(ct))
            .Select(snapshot => snapshot.Service)
            .Where(service => service is { Url: not null, Display: true } && open.Covers(ScopeTarget.Service(service.Name)))
            .Select(service => new ServiceLink(service.Name, links.Service(service.Name)))];
    }
}

/// <summary>A service in the menu.</summary>
public sealed record ServiceLink(string Name, string Url);
