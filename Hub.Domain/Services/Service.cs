using System.Text.Json.Nodes;
using Hub.Domain.Roles;

namespace Hub.Domain.Services;

/// <summary>A JupyterHub service: a program with an identity of its own at the hub, and perhaps pages behind the proxy.</summary>
public sealed class Service
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Holds the role <c>admin</c>, as <see cref="Users.User.Admin"/> does.</summary>
    public bool Admin { get; set; }

    /// <summary>Where the proxy reaches it; null when it has no pages.</summary>
    public string? Url { get; set; }

    /// <summary>What the hub runs for a managed service; empty for an external one.</summary>
    public List<string> Command { get; set; } = [];

    /// <summary>Free-form, shown in the model.</summary>
    public JsonObject Info { get; set; } = [];

    /// <summary>Whether the home page links to it.</summary>
    public bool Display { get; set; } = true;

    /// <summary>Whether its OAuth login goes without a confirmation page.</summary>
    public bool OAuthNoConfirm { get; set; }

    /// <summary>Whether the configuration defines it; if not, it was made over the REST API.</summary>
    public bool FromConfiguration { get; set; }

    public List<Role> Roles { get; } = [];
}
