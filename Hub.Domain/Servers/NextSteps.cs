using Hub.Domain.Errors;

namespace Hub.Domain.Servers;

/// <summary>What the owner of a server can do about its end.</summary>
public static class NextSteps
{
    private const int Killed = -9;
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    /// <summary>After a start or a stop that failed.</summary>
    public static string After(SpawnFailedException failed) => failed.NextStep ?? AfterFailure(failed.Reason, failed.ExitStatus);

    private static string AfterFailure(SpawnFailure kind, int? exitStatus) => (kind, exitStatus) switch
    {
        (SpawnFailure.Policy, _) => "Trying again does not help: a rule of this hub is against it. Choose other options, or ask the operator.",
        (SpawnFailure.Timeout, _) =>
            "Try again: a second start is often quicker. If it takes too long again, ask the operator, and name the request.",
        (_, Killed) => "It was killed, most likely for want of memory. Choose more memory where there is a choice, or ask the operator.",
        (_, NotExecutable or NotFound) => "The program is not there or cannot be run. Ask the operator, and name the request.",
        (_, not null) => "Its last output says why it ended. Mend that, in your own files where they are named, and try again.",
        _ => "Try again. If it fails again, ask the operator, and name the request.",
    };

    public static string AfterDeath(int? exitStatus) => exitStatus switch
    {
        Killed => "It was killed, most likely for want of memory. Start it again, and open less at once or choose more memory.",
        0 => "It ended by itself, as after a shutdown from within. Start it again.",
        _ => "Start it again. If it ends again, its last output says more.",
    };
}
