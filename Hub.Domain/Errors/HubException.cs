namespace Hub.Domain.Errors;

/// <summary>Something a caller asked for that cannot be done; the message is written for that caller.</summary>
public abstract class HubException : Exception
{
    protected HubException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
