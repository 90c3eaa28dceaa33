using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Routes;

namespace Hub.Domain.Upkeep;

/// <summary>Adding and removing routes by hand, beside those the hub keeps itself.</summary>
public sealed class ExtraRoutes(IExtraRouteStore store, IProxy proxy, RouteRound round, HubUrls urls, ProxyClientOptions options)
{
    /// <summary>Adds a route that stays until it is removed.</summary>
    /// <exception cref="ConflictException">The hub keeps that route itself.</exception>
    public async Task AddAsync(string path, string target, CancellationToken ct)
    {
        var routespec = Parse(path);
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidInputException("target must be an http or https URL");
        var wanted = await round.WantedAsync(ct);
        if (wanted.Undecided.Contains(routespec) || wanted.Routes.Any(route => route.Routespec == routespec && !route.Data.Extra))
            throw new ConflictException($"The route {routespec.Text} belongs to the hub");
        if (options.ExtraRoutes.Keys.Any(configured => Routespec.TryParse(configured) == routespec))
            throw new ConflictException($"The route {routespec.Text} comes from the configuration");
        await store.SetAsync(new ExtraRoute { Routespec = routespec.Text, Target = target }, ct);
        await proxy.AddAsync(routespec, target, RouteData.ForExtra, ct);
    }

    /// <exception cref="NotFoundException">No such route was added by hand.</exception>
    public async Task RemoveAsync(string path, CancellationToken ct)
    {
        var routespec = Parse(path);
        if (!await store.RemoveAsync(routespec.Text, ct))
            throw new NotFoundException($"No route {routespec.Text} was added by hand");
        await proxy.DeleteAsync(routespec, ct);
    }

    /// <summary>With subdomains a path that does not begin with a slash begins with a host.</summary>
    private Routespec Parse(string path) =>
        Routespec.TryParse($"{(urls.HasSubdomains && !path.StartsWith('/') ? "" : "/")}{path.Trim('/')}/".Replace("//", "/", StringComparison.Ordinal))
        ?? throw new InvalidInputException("path must be a path such as /tools/");
}
