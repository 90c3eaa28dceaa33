using System.Text.Json.Nodes;
using Hub.Domain.Users;

namespace Hub.Domain.Servers;

/// <summary>A server of a user, running or not: everything another replica must know to go on with it.</summary>
public sealed class Server
{
    public int Id { get; set; }

    public int UserId { get; set; }

    /// <summary>The owner, when the row was read together with it.</summary>
    public User? User { get; set; }

    /// <summary>Empty for the default server.</summary>
    public required string Name { get; set; }

    public string DisplayName { get; set; } = "";

    public ServerState State { get; set; }

    /// <summary>How far a start has come; null unless one is under way.</summary>
    public ServerPhase? Phase { get; set; }

    /// <summary>What the user chose at the last start; null when nothing was ever chosen.</summary>
    public JsonObject? UserOptions { get; set; }

    /// <summary>What the spawner needs to find its server again; empty when nothing runs.</summary>
    public JsonObject SpawnerState { get; set; } = [];

    /// <summary>Where hub and proxy reach the server, without its path; null when nothing runs.</summary>
    public string? Address { get; set; }

    /// <summary>When the present or last run was asked for.</summary>
    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? LastActivity { get; set; }

    /// <summary>Counts the starts of this server; progress events carry it.</summary>
    public int Attempt { get; set; }

    /// <summary>The replica that runs the transition; null between transitions.</summary>
    public Guid? LeaseOwner { get; set; }

    /// <summary>Grows with every change of owner. A write of a transition names the number it began with, or writes nothing.</summary>
    public long LeaseNumber { get; set; }

    public DateTimeOffset? LeaseExpires { get; set; }

    /// <summary>When the transition must be over, one way or the other.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>Somebody wants the pending start to end; its owner cancels it.</summary>
    public bool StopRequested { get; set; }

    /// <summary>The row goes when the server has stopped.</summary>
    public bool RemoveWhenStopped { get; set; }

    /// <summary>The machine whose processes the spawner state speaks of; null when any replica can poll it.</summary>
    public string? Host { get; set; }

    /// <summary>When a ready server is polled next.</summary>
    public DateTimeOffset? NextPoll { get; set; }

    /// <summary>How often it is polled while it is ready; null for as often as the hub is configured to.</summary>
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Why the last start failed, or why the server ended; null when all is well.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether <see cref="Failure"/> speaks of a start that never became ready.</summary>
    public bool StartFailed { get; set; }

    /// <summary>When the start began to wait for a place; null unless it does.</summary>
    public DateTimeOffset? Queued { get; set; }

    /// <summary>Until when an idle server is left alone; null for no such promise.</summary>
    public DateTimeOffset? KeepUntil { get; set; }

    public ServerStage Stage => State switch
    {
        ServerState.Queued => ServerStage.Queued,
        ServerState.Starting => ServerStage.Starting,
        ServerState.Ready => ServerStage.Ready,
        ServerState.Stopping => ServerStage.Stopping,
        _ => StartFailed ? ServerStage.Failed : ServerStage.Stopped,
    };

    /// <summary>Whether its last start was called off by somebody, which is no failure.</summary>
    public bool CalledOff => StartFailed && Failure == StopReason.Cancelled.Failure;

    public bool Active => State != ServerState.Stopped;

    /// <summary>As the REST API names it: <c>spawn</c>, <c>stop</c>, or null.</summary>
    public string? Pending => State switch
    {
        ServerState.Queued or ServerState.Starting => "spawn",
        ServerState.Stopping => "stop",
        _ => null,
    };
}
