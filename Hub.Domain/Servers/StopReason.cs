namespace Hub.Domain.Servers;

/// <summary>Why a server ends.</summary>
/// <param name="Failure">What went wrong, for its user; null when somebody stopped it.</param>
/// <param name="StartFailed">Whether it never became ready.</param>
public sealed record StopReason(string? Failure, bool StartFailed = false)
{
    public static readonly StopReason Asked = new(Failure: null);
}
