using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Faults.Support;

/// <summary>
/// Stands between hubs that are processes of their own and the API of their proxy: holds what they ask for, answers with errors, or
/// does not answer at all.
/// </summary>
internal sealed class ApiRelay : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient proxy = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri target;
    private readonly ConcurrentDictionary<string, bool> users = new();
    private TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int held;

    private ApiRelay(WebApplication app, Uri target)
    {
        this.app = app;
        this.target = target;
        app.Run(AnswerAsync);
    }

    public string Url => app.Urls.First();

    /// <summary>How many requests are held.</summary>
    public int Held => held;

    public ProxyTrouble Trouble { get; set; }

    public static async Task<ApiRelay> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var relay = new ApiRelay(builder.Build(), target);
        await relay.app.StartAsync();
        return relay;
    }

    /// <summary>Holds the next change of the user's route.</summary>
    public void HoldNext(string user) => users[user] = true;

    /// <summary>Lets go what is held: it arrives now, also when its sender has died over it, as from a kernel's buffers.</summary>
    public void Open()
    {
        users.Clear();
        Interlocked.Exchange(ref opened, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        await app.DisposeAsync();
        proxy.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        switch (Trouble)
        {
            case ProxyTrouble.Errors:
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case ProxyTrouble.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
        }

        await ForwardAsync(http);
    }

    private async Task ForwardAsync(HttpContext http)
    {
        var path = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(
            new HttpMethod(http.Request.Method),
            new Uri($"{target.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body.Length > 0)
            request.Content = new ByteArrayContent(body.ToArray());
        request.Headers.TryAddWithoutValidation("Authorization", http.Request.Headers.Authorization.ToString());
        if (!HttpMethods.IsGet(http.Request.Method) && path.Split('/') is [_, "api", "routes", "user", var user, ..] && users.TryRemove(user, out _))
        {
            var open = opened.Task;
            Interlocked.Increment(ref held);
            await open;
            Interlocked.Decrement(ref held);
        }

        using var answer = await proxy.SendAsync(request);
        http.Response.StatusCode = (int)answer.StatusCode;
        if (http.Response.StatusCode is not (204 or 304))
            await answer.Content.CopyToAsync(http.Response.Body);
    }
}
