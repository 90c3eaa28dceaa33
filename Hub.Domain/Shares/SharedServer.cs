namespace Hub.Domain.Shares;

/// <summary>A server as those see it with whom it is shared.</summary>
/// <param name="Owner">The name of the user whose server it is.</param>
/// <param name="Name">Empty for the default server.</param>
/// <param name="Ready">Whether it can be used now.</param>
public sealed record SharedServer(int Id, int OwnerId, string Owner, string Name, bool Ready);
