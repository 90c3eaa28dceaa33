using System.Text;

namespace Hub.Domain.Servers;

/// <summary>
/// The state machine of servers: every transition there is. The statements that change a row take their states from here, and
/// the table in <c>docs/lifecycle.md</c> is made of it.
/// </summary>
public static class ServerTransitions
{
    private const string None = "–";

    public static IReadOnlyList<ServerTransition> All { get; } =
    [
        new(ServerEvent.StartAdmitted, [ServerState.Stopped], ServerStage.Starting,
            "taken by the replica that was asked; number + 1", "start_timeout + http_timeout + 30 s",
            "a stop (any replica): the owner is told at once", "process, route, token, OAuth client"),
        new(ServerEvent.StartQueued, [ServerState.Stopped], ServerStage.Queued,
            "none: every replica may take it", "HubSpawnQueue.timeout", "a stop: it leaves the queue", "nothing was made yet"),
        new(ServerEvent.QueueLeft, [ServerState.Queued], ServerStage.Starting,
            "taken by the replica that has room first; number + 1", "start_timeout + http_timeout + 30 s",
            "a stop (any replica): the owner is told at once", "process, route, token, OAuth client"),
        new(ServerEvent.QueueEnded, [ServerState.Queued], ServerStage.Failed, None, None, None, None),
        new(ServerEvent.StartFinished, [ServerState.Starting], ServerStage.Ready,
            "must be held, and no stop asked for; given back", None, None, None),
        new(ServerEvent.StartUndone, [ServerState.Starting, ServerState.Stopping], ServerStage.Stopping,
            "must be held; kept", "the spawner's patience + that of hooks + 15 s", "nothing: a stop always goes on", "repeated from the beginning"),
        new(ServerEvent.StopAsked, [ServerState.Ready], ServerStage.Stopping,
            "taken by the replica that was asked; number + 1", "the spawner's patience + that of hooks + 15 s",
            "nothing: a stop always goes on", "repeated from the beginning"),
        new(ServerEvent.FoundDead, [ServerState.Ready], ServerStage.Stopping,
            "taken by the replica that polled; number + 1", "the spawner's patience + that of hooks + 15 s",
            "nothing: a stop always goes on", "repeated from the beginning"),
        new(ServerEvent.StopFinished, [ServerState.Starting, ServerState.Stopping], ServerStage.Stopped,
            "must be held; given back", None, None, None),
        new(ServerEvent.Reset, [ServerState.Queued, ServerState.Starting, ServerState.Ready, ServerState.Stopping], ServerStage.Stopping,
            "taken from whoever has it; number + 1", "20 s", "nothing: it ends stopped, whatever the spawner says", None),
    ];

    public static ServerTransition Of(ServerEvent happens) => All.First(transition => transition.Event == happens);

    public static bool Allows(ServerEvent happens, ServerState now) => Of(happens).From.Contains(now);

    /// <summary>The table as the manual shows it.</summary>
    public static string Markdown()
    {
        var table = new StringBuilder("| event | from | to | lease | deadline | ended early by | undone |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var line in All)
        {
            var from = string.Join(", ", line.From.Select(state => Word(state.ToString())));
            table.Append('|').AppendJoin('|',
                $" {Word(line.Event.ToString())} ", $" {from} ", $" {Word(line.To.ToString())} ", $" {line.Lease} ", $" {line.Deadline} ",
                $" {line.Cancelled} ", $" {line.Undo} ").Append("|\n");
        }

        return table.ToString();
    }

    private static string Word(string name) =>
        string.Concat(name.Select((letter, at) => at > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
