namespace Hub.Domain.Spawners;

/// <summary>One line of progress from a spawner.</summary>
/// <param name="Progress">0 to 100; a spawner stays below 100, which means ready.</param>
public sealed record SpawnEvent(int Progress, string Message, string? HtmlMessage = null);
