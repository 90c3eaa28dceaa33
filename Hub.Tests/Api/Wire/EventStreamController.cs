using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hub.Api.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire;

[ApiController, Route("events")]
public sealed class EventStreamController(EventSource source) : ControllerBase
{
    [HttpGet]
    public IActionResult Follow() => new EventStream<object>(source.FollowAsync());
}

public sealed class EventSource
{
    public Channel<object> Events { get; } = Channel.CreateUnbounded<object>();

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async IAsyncEnumerable<object> FollowAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        try
        {
            await foreach (var one in Events.Reader.ReadAllAsync(ct))
                yield return one;
        }
        finally
        {
            Ended.SetResult();
        }
    }
}
