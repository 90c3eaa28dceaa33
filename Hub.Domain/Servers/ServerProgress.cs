using System.Runtime.CompilerServices;
using Hub.Domain.Notices;

namespace Hub.Domain.Servers;

/// <summary>Tells the story of a start from its rows, so that any replica can tell it, to the end.</summary>
public sealed class ServerProgress(IServerStore store, IServerHistory history, QueuePlaces places, NoticeBoard board)
{
    /// <summary>
    /// The events of the server's latest start in order, ending with one that says ready or failed. A server that is ready
    /// gives just that one.
    /// </summary>
    public async IAsyncEnumerable<ProgressEvent> FollowAsync(Server server, [EnumeratorCancellation] CancellationToken ct)
    {
        if (server.State == ServerState.Ready)
        {
            yield return new ProgressEvent { Progress = 100, Ready = true };
            yield break;
        }

        using var signal = new NoticeSignal(board, NoticeTopic.Progress, $"{server.Id}");
        var last = 0L;
        QueuePlace? told = null;
        while (true)
        {
            foreach (var line in await store.ReadProgressAsync(server.Id, server.Attempt, last, ct))
            {
                last = line.Id;
                if (line.Failed)
                    line.NextStep = await NextStepAsync(server, ct);
                yield return line;
                if (line.Ready || line.Failed)
                    yield break;
            }

            // The rows of an attempt go when the next one begins, or with the server.
            if (await store.FindAsync(server.Id, ct) is not { } now || now.Attempt != server.Attempt)
            {
                yield return new ProgressEvent { Progress = 100, Failed = true, Message = "Spawn cancelled" };
                yield break;
            }

            if (now.State == ServerState.Queued && await places.OfAsync(server.Id, ct) is { } place && place != told)
            {
                told = place;
                yield return new ProgressEvent { Progress = 0, Message = place.Words, Place = place };
            }

            await signal.WaitAsync(TimeSpan.FromSeconds(2), ct);
        }
    }

    private async Task<string?> NextStepAsync(Server server, CancellationToken ct) =>
        await history.LatestAsync(server.UserId, server.Name, ct) is { } attempt && attempt.Attempt == server.Attempt ? attempt.NextStep : null;
}
