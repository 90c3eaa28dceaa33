using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>How the users of one identity provider behind CILogon are named.</summary>
[ConfigurationEntry]
public sealed record CILogonNames
{
    /// <summary>The claim the name is made of.</summary>
    public string UsernameClaim { get; init; } = "";

    /// <summary>What happens to it: <c>strip_idp_domain</c> takes off the domain, <c>prefix</c> puts a prefix and a colon before it.</summary>
    [OneOf("", "strip_idp_domain", "prefix")]
    public string Action { get; init; } = "";

    /// <summary>The domain to take off.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The prefix.</summary>
    public string Prefix { get; init; } = "";
}
