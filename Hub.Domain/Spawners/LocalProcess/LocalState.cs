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

    /// <summary>Knows the server's token again in its output.</summary>
    public string? TokenFingerprint { get; init; }

    /// <summary>The hub that runs the start: as long as it lives, the process may still come.</summary>
    public int? StarterPid { get; init; }

    public long? StarterStartTime { get; init; }

    public ServerProcess? Process => Pid is { } pid && StartTime is { } start ? new ServerProcess(pid, start) : null;

    public ServerProcess? Starter => StarterPid is { } pid && StarterStartTime is { } start ? new ServerProcess(pid, start) : null;

    /// <exception cref="JsonException">It is not a state of a local server.</exception>
    public static LocalState From(JsonObject state) => state.Deserialize<LocalState>(Form)!;

    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Form)!.AsObject();
}
