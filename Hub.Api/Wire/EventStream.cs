using Hub.Api.Wire.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Wire;

/// <summary>Answers with server-sent events: one for each item, until there are no more, or the client or the hub goes.</summary>
public sealed class EventStream<T>(IAsyncEnumerable<T> events) : ActionResult
{
    private static readonly ReadOnlyMemory<byte> Blank = "\n\n"u8.ToArray();

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await StartAsync(http, ended.Token);
            await SendAsync(http.Response, services.GetRequiredService<WireOptions>().KeepAlive, services.GetRequiredService<TimeProvider>(), ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The ordinary end of a stream whose reader has seen enough.
            return;
        }
    }

    private static async Task StartAsync(HttpContext http, CancellationToken ct)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";

        // nginx holds answers back unless told not to.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(http.Response, Blank, ct);
    }

    private async Task SendAsync(HttpResponse response, TimeSpan keepAlive, TimeProvider time, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(keepAlive, time);
        await using var sequence = events.GetAsyncEnumerator(ct);
        var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        var next = sequence.MoveNextAsync().AsTask();
        while (true)
        {
            await Task.WhenAny(next, tick);
            if (next.IsCompleted)
            {
                if (!await next)
                    return;
                await WriteAsync(response, sequence.Current, ct);
                next = sequence.MoveNextAsync().AsTask();
            }
            else
            {
                await tick;
                tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
                if (!ct.IsCancellationRequested)
                    await WriteAsync(response, Blank, CancellationToken.None);
            }
        }
    }

    private static async Task WriteAsync(HttpResponse response, T item, CancellationToken ct)
    {
        using var text = new Utf8Buffer();
        text.Write("data: ");
        JsonAnswer.Serialize(text, item);
        text.Write("\n\n");
        await WriteAsync(response, text.Written, ct);
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await response.Body.WriteAsync(bytes, ct);
        await response.Body.FlushAsync(ct);
    }
}
