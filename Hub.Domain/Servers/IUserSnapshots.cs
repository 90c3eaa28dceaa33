namespace Hub.Domain.Servers;

/// <summary>Reads users together with what is shown of them: one statement each, however many servers there are.</summary>
public interface IUserSnapshots
{
    /// <param name="includeStopped">Whether stopped servers are shown too.</param>
    Task<UserSnapshot?> FindAsync(string name, bool includeStopped, CancellationToken ct);

    /// <summary>The users of these names, in the order of the names.</summary>
    Task<IReadOnlyList<UserSnapshot>> FindAsync(IReadOnlyList<string> names, CancellationToken ct);

    /// <returns>
    /// The page, and the number of all matches when the query asked for it; else a number that is beyond the page just when there
    /// are more.
    /// </returns>
    Task<(IReadOnlyList<UserSnapshot> Users, long Total)> PageAsync(UserQuery query, CancellationToken ct);
}
