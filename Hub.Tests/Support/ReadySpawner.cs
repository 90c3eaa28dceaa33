using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Hub.Domain.Spawners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Support;

/// <summary>Starts servers at once, in this process; each answers every request with its user's name.</summary>
public sealed class ReadySpawner : ISpawner, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WebApplication> servers = new();

    public string Name => "ready";

    public string Version => "1";

    public bool BoundToMachine => false;

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        var key = $"{request.Attempt}";
        var state = new JsonObject { ["key"] = key };
        await journal.SaveStateAsync(state, ct);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http => http.Response.WriteAsync(request.UserName));
        await app.StartAsync(ct);
        servers[key] = app;
        return new SpawnedServer(new Uri(app.Urls.First()), state);
    }

    public Task<PollResult> PollAsync(JsonObject state, CancellationToken ct) => Task.FromResult<PollResult>(
        servers.ContainsKey($"{state["key"]}") ? PollResult.Running.Yes : new PollResult.Stopped("it was stopped"));

    public async Task StopAsync(JsonObject state, bool now, CancellationToken ct)
    {
        if (servers.TryRemove($"{state["key"]}", out var app))
            await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in servers.Values)
            await app.DisposeAsync();
    }
}
