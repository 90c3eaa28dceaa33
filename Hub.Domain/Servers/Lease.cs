namespace Hub.Domain.Servers;

/// <summary>
/// The right to run one transition of one server. Every write of the transition names the number; when another replica has
/// taken over, the number has grown and the write does nothing (a fencing token).
/// </summary>
public readonly record struct Lease(int ServerId, long Number)
{
    /// <summary>How notices name it.</summary>
    public string Text => $"{ServerId}/{Number}";
}
