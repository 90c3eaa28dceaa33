using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Faults.Support;

/// <summary>
/// Stands between hubs that are processes of their own and the API of their proxy, and holds what they ask for at a phase.
/// </summary>
internal sealed class ApiRelay : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient proxy = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri target;

    private ApiRelay(WebApplication app, Uri target)
    {
        this.app = app;
        this.target = target;
        app.Run(ForwardAsync);
    }

    public string Url => app.Urls.First();

    /// <summary>Where it holds; a new one for each time.</summary>
    public PhaseGate Gate { get; set; } = new();

    public static async Task<ApiRelay> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var relay = new ApiRelay(builder.Build(), target);
        await relay.app.StartAsync();
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        await app.DisposeAsync();
        proxy.Dispose();
    }

    /// <summary>What its sender has died over still arrives, as from a kernel's buffers.</summary>
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
        if (path.Contains("/user/", StringComparison.Ordinal))
        {
            if (HttpMethods.IsPost(http.Request.Method))
                await Gate.PassAsync(Phase.Routing, CancellationToken.None);
            else if (HttpMethods.IsDelete(http.Request.Method))
                await Gate.PassAsync(Phase.Unrouting, CancellationToken.None);
        }

        using var answer = await proxy.SendAsync(request);
        http.Response.StatusCode = (int)answer.StatusCode;
        if (http.Response.StatusCode is not (204 or 304))
            await answer.Content.CopyToAsync(http.Response.Body);
    }
}
