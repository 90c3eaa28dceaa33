namespace Hub.Api.Wire.Errors;

/// <summary>The body of every API error.</summary>
/// <param name="Status">The HTTP status once more.</param>
/// <param name="Message">What went wrong, for the person who reads it.</param>
/// <param name="RequestId">What to look for in the hub's log.</param>
public sealed record ErrorModel(int Status, string Message, string RequestId)
{
    /// <summary>What can be done about it; only where a server could not be started or stopped.</summary>
    public string? NextStep { get; init; }

    public bool ShouldSerializeNextStep() => NextStep is not null;
}
