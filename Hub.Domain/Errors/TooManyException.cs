namespace Hub.Domain.Errors;

/// <summary>A limit is reached; the same request may succeed later.</summary>
/// <param name="message">What is full, for the person who waits.</param>
/// <param name="retryAfter">How long to wait before another try; null when nobody can say.</param>
public sealed class TooManyException(string message, TimeSpan? retryAfter = null) : HubException(message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
