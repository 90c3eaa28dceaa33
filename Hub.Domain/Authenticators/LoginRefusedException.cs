namespace Hub.Domain.Authenticators;

/// <summary>A login that is refused with a reason its user may read.</summary>
public sealed class LoginRefusedException(string message, string? detail = null) : Errors.HubException(message)
{
    /// <summary>What the log is told; users would make nothing of it.</summary>
    public string Detail { get; } = detail ?? message;
}
