namespace Hub.Domain.Servers;

/// <summary>What became of a server whose name does not follow the rules.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="From">Its name.</param>
/// <param name="To">Its new name; null for a server that runs, which keeps its name.</param>
public sealed record ServerRename(string Owner, string From, string? To);
