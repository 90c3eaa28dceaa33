using System.Reflection;
using Hub.Api.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Api.Wire;

/// <summary>A real web server on loopback with the wire in front of the controllers of one test.</summary>
internal sealed class WireHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private WireHost(WebApplication app, int port)
    {
        this.app = app;
        Port = port;
    }

    public int Port { get; }

    public LogLines Log { get; private init; } = new();

    public static async Task<WireHost> StartAsync(
        WireOptions options, Type[] controllers, Action<IServiceCollection>? services = null, Func<RequestDelegate, RequestDelegate>? after = null)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log).AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddHubWire(options).ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.FeatureProviders.Clear();
            parts.FeatureProviders.Add(new Only(controllers));
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseHubWire();
        if (after is not null)
            app.Use(after);
        app.MapControllers();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new WireHost(app, new Uri(address).Port) { Log = log };
    }

    public Task<RawAnswer> GetAsync(string target, params string[] headers) => RawHttp.SendAsync(Port, "GET " + target, "", headers);

    public Task<RawAnswer> SendAsync(string requestLine, string body = "", params string[] headers) =>
        RawHttp.SendAsync(Port, requestLine, body, headers);

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed class Only(Type[] controllers) : IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature)
        {
            foreach (var controller in controllers)
                feature.Controllers.Add(controller.GetTypeInfo());
        }
    }
}
