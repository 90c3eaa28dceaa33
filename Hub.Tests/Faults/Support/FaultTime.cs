using System.Globalization;

namespace Hub.Tests.Faults.Support;

/// <summary>How much a run of these tests takes on: little as part of all tests, more under <c>bench/faults</c>.</summary>
internal static class FaultTime
{
    /// <summary>Whether it is the long run.</summary>
    public static bool Long { get; } = Environment.GetEnvironmentVariable("HUB_FAULT_LONG") == "1";

    /// <summary>How long a hub may take to the moment at which it is held, beside all that goes on beside it.</summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromSeconds(40);

    public static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
