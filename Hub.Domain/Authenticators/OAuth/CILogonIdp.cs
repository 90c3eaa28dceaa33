using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>One identity provider behind CILogon: how its users are named, and which of them may come in.</summary>
[ConfigurationEntry]
public sealed record CILogonIdp
{
    /// <summary>Whether it is the one chosen beforehand.</summary>
    public bool Default { get; init; }

    /// <summary>How names are made.</summary>
    public CILogonNames UsernameDerivation { get; init; } = new();

    /// <summary>Whether everybody who comes from it may come in.</summary>
    public bool AllowAll { get; init; }

    /// <summary>Lets in those whose domain matches one of these; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>The claim the domain is taken from; empty for the one the name is made of.</summary>
    public string AllowedDomainsClaim { get; init; } = "";

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal string? Problem => UsernameDerivation switch
    {
        { UsernameClaim.Length: 0 } => "username_derivation.username_claim is missing",
        { Action: "strip_idp_domain", Domain.Length: 0 } => "username_derivation.domain is missing",
        { Action: "prefix", Prefix.Length: 0 } => "username_derivation.prefix is missing",
        _ => null,
    };
}
