namespace Hub.Domain.Authenticators;

/// <summary>One way to sign in, as the login page shows it: a form, or a button that leads to a provider.</summary>
public sealed record LoginOffer
{
    /// <summary>Which of several this is; empty where there is only one.</summary>
    public string Id { get; init; } = "";

    /// <summary>Whether the login happens at a provider, so that the page shows a button and no form.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>What it is called on the page; empty where the only form needs no name.</summary>
    public string Label { get; init; } = "";

    /// <summary>Where a provider sends the browser back to; empty for the hub's own address.</summary>
    public string Callback { get; init; } = "";
}
