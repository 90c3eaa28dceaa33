namespace Hub.Api.Shares;

/// <summary>A share code. The code itself is shown once, in the answer that made it.</summary>
public sealed class ShareCodeModel
{
    /// <summary>The server the code is for.</summary>
    public required SharedServerModel Server { get; init; }

    /// <summary>What it grants, each scope with the filter of the server.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What it is listed and removed by.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often it was accepted.</summary>
    public required int ExchangeCount { get; init; }

    /// <summary>When it was last accepted; null when never.</summary>
    public DateTimeOffset? LastExchangedAt { get; init; }

    /// <summary>The code itself; left out except where it was just made. Keep it: the hub does not.</summary>
    public string? Code { get; init; }

    /// <summary>The path of the page on which it is accepted; left out as the code is.</summary>
    public string? AcceptUrl { get; init; }

    /// <summary>The whole URL of that page; null when the hub does not know its own public address.</summary>
    public string? FullAcceptUrl { get; init; }

    public bool ShouldSerializeCode() => Code is not null;

    public bool ShouldSerializeAcceptUrl() => Code is not null;

    public bool ShouldSerializeFullAcceptUrl() => Code is not null;
}
