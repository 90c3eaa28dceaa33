using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Support;

/// <summary>A proxy's API that is always there and always empty, for hubs whose routes go elsewhere.</summary>
internal sealed class EmptyProxyApi : IAsyncDisposable
{
    private readonly WebApplication app;

    private EmptyProxyApi(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static async Task<EmptyProxyApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("{}");
        });
        await app.StartAsync();
        return new EmptyProxyApi(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
