using System.Net;
using System.Net.Sockets;
using Hub.Proxy.Logging;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Proxy.Listening;

/// <summary>One HTTP server: Kestrel without the rest of ASP.NET around it.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private static readonly BlockPool _blocks = new();

    private readonly WebApplication _parts;
    private readonly IServer _server;
    private readonly ListenAddress _endpoint;

    // A line ends in CR LF: whoever accepts less may see other messages than its neighbours do.
    static HttpFront() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    private HttpFront(WebApplication parts, ListenAddress endpoint)
    {
        _parts = parts;
        _endpoint = endpoint;
        _server = parts.Services.GetRequiredService<IServer>();
    }

    /// <summary>The TCP address that was bound first; null on a unix socket.</summary>
    public IPEndPoint? Address { get; private set; }

    public static async Task<HttpFront> StartAsync<T>(
        ListenAddress endpoint, FrontSettings settings, IHttpApplication<T> application, ProxyLog log, CancellationToken ct)
        where T : notnull
    {
        var points = await endpoint.ResolveAsync(ct).ConfigureAwait(false);
        if (endpoint.Socket is not null) UnixSocketFile.RemoveStale(endpoint);
        for (var count = points.Count; ; count--)
        {
            var front = new HttpFront(Build(points.Take(count), settings, log), endpoint);
            try
            {
                await front._server.StartAsync(application, ct).ConfigureAwait(false);
                front.FindAddress();
                return front;
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
            {
                await front._parts.DisposeAsync().ConfigureAwait(false);
                // The other loopback may not exist on this machine.
                if (count > 1 && e is not IOException { InnerException: AddressInUseException }) continue;
                throw new ListenException($"Cannot listen on {endpoint.WithOptions}: {e.Message}", e);
            }
        }
    }

    /// <summary>Stops accepting, lets requests finish until the token says no longer.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await _server.StopAsync(ct).ConfigureAwait(false);
        if (_endpoint.Socket is not null) File.Delete(_endpoint.Socket);
    }

    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private void FindAddress()
    {
        if (_endpoint.Socket is not null) return;
        var first = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        var uri = BindingAddress.Parse(first);
        var host = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Any;
        Address = new IPEndPoint(host, uri.Port);
    }

    private static WebApplication Build(IEnumerable<EndPoint> points, FrontSettings settings, ProxyLog log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new ServerLogProvider(log)).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var http2 = settings.PlainHttp2 ? new PlainHttp2Listener() : null;
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(_blocks);
        builder.Services.AddSingleton<IConnectionListenerFactory>(new WatchedTransport(_blocks));
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            settings.ApplyTo(kestrel);
            foreach (var point in points) kestrel.Listen(point, listen => settings.ApplyTo(listen, http2));
            if (http2 is not null) kestrel.Listen(http2.EndPoint, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        if (http2 is not null) builder.Services.AddSingleton<IConnectionListenerFactory>(http2);
        return builder.Build();
    }
}
