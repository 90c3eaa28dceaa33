namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>A program of the hub itself to run on this machine.</summary>
public sealed record ProgramRequest
{
    /// <summary>One element each argument. No secrets: everybody on the machine can read it.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Where it runs; null for the home of its account, or without one the hub's own folder.</summary>
    public string? Folder { get; init; }

    /// <summary>The account it runs as; null for the hub's own.</summary>
    public string? Account { get; init; }

    /// <summary>What must not be seen in what it prints.</summary>
    public required string Secret { get; init; }
}
