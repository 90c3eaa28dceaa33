using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>A server for every moment of a start and of a stop, all held there at once by one hub.</summary>
/// <param name="step">
/// Of the steps between admission and ready one at a time, because a hub sends those of all its servers to the database together.
/// </param>
internal sealed class EveryMoment(ProcessBench bench, string prefix, Moment step)
{
    private static readonly Moment[] OfStops = [Moment.StopBegun, Moment.Stopped];

    private readonly List<Task> asked = [];

    /// <summary>Whose servers run in the end when nobody who had begun goes on, but another does.</summary>
    public Dictionary<string, bool> Running => new()
    {
        // Not admitted, and without a process.
        [Of(Moment.Admitted)] = false,
        [Hook] = false,
        // There is a process, and its row knows how to find it.
        [Of(Moment.Ready)] = true,
        [Waiting] = true,
        [Route] = true,
        [Of(step)] = step is not (Moment.SpawnerStart or Moment.Saved),
        // Asked to stop; of one of them nobody but the one who is gone has heard.
        [Of(Moment.StopBegun)] = true,
        [Of(Moment.Stopped)] = false,
        [Unroute] = false,
        [Deaf] = false,
    };

    /// <summary>The hook before its start does not return.</summary>
    private string Hook => $"{prefix}hook";

    /// <summary>Its process does not listen yet.</summary>
    private string Waiting => $"{prefix}wait";

    /// <summary>The proxy is told of it, and the word is on its way.</summary>
    private string Route => $"{prefix}route";

    /// <summary>The proxy is told to forget it, and the word is on its way.</summary>
    private string Unroute => $"{prefix}unroute";

    /// <summary>Its process does not end when it is asked to.</summary>
    private string Deaf => $"{prefix}deaf";

    private string HoldFile => Path.Combine(bench.Home.Folder, $"hold-{Hook}");

    public async Task ReachAsync(RealHub hub)
    {
        await bench.AddUsersAsync([.. Running.Keys]);
        bench.Home.Tell(Deaf, "deaf");
        bench.Home.Tell(Waiting, "wait");
        await File.WriteAllTextAsync(HoldFile, "");
        await bench.StartServersAsync([.. OfStops.Select(Of), Unroute, Deaf]);

        await bench.Gates.CloseAsync([.. OfStops.Concat([Moment.Admitted, step, Moment.Ready]).Select(moment => (Of(moment), moment))]);
        bench.Relay.HoldNext(Route);
        bench.Relay.HoldNext(Unroute);
        string[] starting = [Of(Moment.Ready), Hook, Waiting, Route];
        asked.AddRange(starting.Select(user => hub.Rest.PostAsync($"users/{user}/server")));
        await Eventually.True(async () => await bench.Gates.HeldAsync() == 1 && bench.Relay.Held == 1, ProcessBench.Patience);
        await Eventually.True(() => File.Exists(HoldFile.Replace("hold-", "held-")), ProcessBench.Patience);
        await Eventually.True(() => bench.Scene.ProcessesOf(Waiting).Count == 1, ProcessBench.Patience);

        asked.Add(hub.Rest.PostAsync($"users/{Of(step)}/server"));
        await Eventually.True(async () => await bench.Gates.HeldAsync() == 2, ProcessBench.Patience);
        // Last, because no other start is admitted meanwhile.
        asked.Add(hub.Rest.PostAsync($"users/{Of(Moment.Admitted)}/server"));
        asked.AddRange(OfStops.Select(Of).Append(Unroute).Append(Deaf).Select(user => hub.Rest.DeleteAsync($"users/{user}/server")));
        await Eventually.True(
            async () => await bench.Gates.HeldAsync() == 3 + OfStops.Length && bench.Relay.Held == 2, ProcessBench.Patience);
        await Eventually.True(async () => !(await bench.Scene.RoutesAsync()).Any(route => (string?)route["user"] == Deaf), ProcessBench.Patience);
    }

    /// <summary>What servers and hooks waited for is there; what the hub had sent arrives, and nobody is left to hear the answer.</summary>
    public async Task LetGoAsync()
    {
        bench.Home.Untell(Waiting, "wait");
        File.Delete(HoldFile);
        bench.Relay.Open();
        await Task.WhenAll(asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private string Of(Moment moment) => prefix + moment.ToString().ToLowerInvariant();
}
