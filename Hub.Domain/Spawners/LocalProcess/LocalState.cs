using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>What the rows keep of a server on this machine.</summary>
internal sealed record LocalState
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Null until the process exists, and for a hub that ended just then.</summary>
    public int? Pid { get; init; }

    public long? StartTime { get; init; }

    /// <summary>Process numbers and start times begin anew with each start of the machine.</summary>
    public string? BootId { get; init; }

    /// <summary>Where it listens; saved before there is anything to listen.</summary>
    public string? Address { get; init; }

    /// <summary>Where the files of the attempt are.</summary>
    public string? Folder { get; init; }

    /// <summary>The cgroup that holds it to its limits; null for none.</summary>
    public string? Cgroup { get; init; }

    /// <summary>Seconds it has after SIGINT, SIGTERM and SIGKILL, by the traits it was started with.</summary>
    public IReadOnlyList<double>? Patience { get; init; }

    /// <summary>Knows the server's token again in its output.</summary>
    public string? TokenFingerprint { get; init; }

    /// <summary>The hub that runs the start: as long as it lives, the process may still come.</summary>
    public int? StarterPid { get; init; }

    public long? StarterStartTime { get; init; }

    /// <summary>How it is ended.</summary>
    public LocalProcessSettings Ending(LocalProcessSettings settings) => Patience is [var interrupt, var term, var kill]
        ? settings with
        {
            InterruptTimeout = TimeSpan.FromSeconds(interrupt),
            TermTimeout = TimeSpan.FromSeconds(term),
            KillTimeout = TimeSpan.FromSeconds(kill),
        }
        : settings;

    public ServerProcess? Process => Pid is { } pid && StartTime is { } start ? new ServerProcess(pid, start) : null;

    public ServerProcess? Starter => StarterPid is { } pid && StarterStartTime is { } start ? new ServerProcess(pid, start) : null;

    /// <exception cref="JsonException">It is not a state of a local server.</exception>
    public static LocalState From(JsonObject state) => state.Deserialize<LocalState>(Form)!;

    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Form)!.AsObject();
}
