namespace Hub.Domain.Errors;

/// <summary>Something does not work at present, through no fault of whoever asks; the same request may succeed later.</summary>
/// <param name="message">What does not work, for the person who waits.</param>
/// <param name="retryAfter">How long to wait before another try; null when nobody can say.</param>
public sealed class UnavailableException(string message, TimeSpan? retryAfter = null) : HubException(message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
