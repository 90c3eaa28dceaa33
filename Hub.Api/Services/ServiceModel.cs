using System.Text.Json.Nodes;
using Hub.Domain.Services;

namespace Hub.Api.Services;

/// <summary>A service. Keys the caller may not see are left out.</summary>
public sealed class ServiceModel
{
    private readonly ServiceKeys shown;

    private ServiceModel(ServiceKeys shown) => this.shown = shown;

    /// <summary>Always <c>service</c>.</summary>
    public string Kind => "service";

    /// <summary>The service's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has the role <c>admin</c>.</summary>
    public bool Admin { get; init; }

    /// <summary>The roles it holds.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Where the proxy reaches it; empty when it has no pages.</summary>
    public string Url { get; init; } = "";

    /// <summary>The path of its pages; empty when it has none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What the hub runs; empty for an external service.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Whether the hub runs it.</summary>
    public bool Managed { get; init; }

    /// <summary>Its process, when the hub runs it, else 0.</summary>
    public int Pid { get; init; }

    /// <summary>Whatever its definition says of it.</summary>
    public JsonObject Info { get; init; } = [];

    /// <summary>Whether the home page links to it.</summary>
    public bool Display { get; init; }

    public static ServiceModel? From(ServiceSnapshot snapshot, ServiceView view, string baseUrl, ServiceKeys atLeast = ServiceKeys.None)
    {
        var service = snapshot.Service;
        var keys = view.KeysOf(service.Name) | atLeast;
        return keys == ServiceKeys.None
            ? null
            : new ServiceModel(keys)
            {
                Name = service.Name,
                Admin = service.Admin,
                Roles = service.Admin ? [.. snapshot.Roles, "admin"] : snapshot.Roles,
                Url = service.Url ?? "",
                Prefix = service.Url is null ? "" : Domain.Routes.Routespec.ForService(baseUrl, service.Name).Text,
                Command = service.Command,
                Managed = service.Command.Count > 0,
                Pid = snapshot.Pid,
                Info = service.Info,
                Display = service.Display,
            };
    }

    public bool ShouldSerializeAdmin() => shown.HasFlag(ServiceKeys.Admin);

    public bool ShouldSerializeRoles() => shown.HasFlag(ServiceKeys.Roles);

    public bool ShouldSerializeUrl() => shown.HasFlag(ServiceKeys.Details);

    public bool ShouldSerializePrefix() => shown.HasFlag(ServiceKeys.Details);

    public bool ShouldSerializeCommand() => shown.HasFlag(ServiceKeys.Details);

    public bool ShouldSerializeManaged() => shown.HasFlag(ServiceKeys.Details);

    public bool ShouldSerializePid() => shown.HasFlag(ServiceKeys.Details);

    public bool ShouldSerializeInfo() => shown.HasFlag(ServiceKeys.Details);

    public bool ShouldSerializeDisplay() => shown.HasFlag(ServiceKeys.Details);
}
