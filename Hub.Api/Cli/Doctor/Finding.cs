namespace Hub.Api.Cli.Doctor;

/// <summary>What one look of the doctor has found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Says">What was seen.</param>
/// <param name="NextStep">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string Check, Health Health, string Says, string? NextStep = null);

/// <summary>How well it is.</summary>
internal enum Health
{
    Ok,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failure,
}
