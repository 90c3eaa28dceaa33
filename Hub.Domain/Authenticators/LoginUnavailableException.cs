namespace Hub.Domain.Authenticators;

/// <summary>Whoever knows about users, such as a directory, could not be asked; nobody's login can be decided meanwhile.</summary>
/// <param name="detail">What the log is told; it is none of a visitor's business.</param>
/// <param name="inner">What happened.</param>
public sealed class LoginUnavailableException(string detail, Exception? inner = null)
    : Errors.HubException("Logins cannot be checked at the moment. Try again in a while, and tell an administrator if it stays so.", inner)
{
    public string Detail { get; } = detail;
}
