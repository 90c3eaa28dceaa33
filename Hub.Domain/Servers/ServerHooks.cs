using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>Calls what an operator has hooked to starts and stops. As in JupyterHub, one before a start can refuse it, one after a stop cannot.</summary>
public sealed class ServerHooks(HookOptions options, IAccessStore access, ILogger<ServerHooks> log) : IDisposable
{
    private readonly HookCommand commands = new(options.Timeout);
    private readonly HookPost posts = new(options.Timeout, options.Secret);

    /// <summary>What still goes on after the stops of servers.</summary>
    private readonly ConcurrentDictionary<int, Task> afterStops = new();

    /// <summary>The request, with what the hooks add to its environment.</summary>
    /// <exception cref="SpawnFailedException">A hook refuses the start, or fails.</exception>
    public async Task<SpawnRequest> BeforeStartAsync(Server server, SpawnRequest request, CancellationToken ct)
    {
        // What follows one run of a server must not meddle with what comes before the next.
        if (afterStops.TryGetValue(server.Id, out var before))
            await before.WaitAsync(ct);
        foreach (var call in Calls(options.PreSpawnCommand, options.PreSpawnUrl))
        {
            var answer = await AskAsync(call, await StoryAsync("pre_spawn", server, ct), ct);
            if (answer?["environment"] is JsonObject more)
                request = request with { Environment = request.Environment with { Overrides = Merged(request.Environment.Overrides, more) } };
        }

        return request;
    }

    /// <summary>Nobody who stops a server waits for this.</summary>
    public void AfterStop(Server server)
    {
        if (options.PostStopCommand.Count == 0 && string.IsNullOrEmpty(options.PostStopUrl))
            return;
        var earlier = afterStops.GetValueOrDefault(server.Id, Task.CompletedTask);
        var told = Task.Run(async () =>
        {
            await earlier;
            await TellAsync(server);
        });
        afterStops[server.Id] = told;
        told.ContinueWith(_ => afterStops.TryRemove(KeyValuePair.Create(server.Id, told)), TaskScheduler.Default);
    }

    /// <summary>Waits for what still goes on after stops, as long as a hook may take.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        if (!afterStops.IsEmpty)
            await Task.WhenAll(afterStops.Values).WaitAsync(options.Timeout, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => posts.Dispose();

    private async Task TellAsync(Server server)
    {
        foreach (var call in Calls(options.PostStopCommand, options.PostStopUrl))
        {
            try
            {
                await call((await StoryAsync("post_stop", server, CancellationToken.None)).ToJsonString(), CancellationToken.None);
            }
            catch (Exception failed) when (failed is not OutOfMemoryException)
            {
                log.LogWarning("A hook after the stop of {Server} failed: {Reason}", ServerNames.Describe(server.User!.Name, server.Name), failed.Message);
            }
        }
    }

    private IEnumerable<Func<string, CancellationToken, Task<string>>> Calls(IReadOnlyList<string> command, string? url)
    {
        if (command.Count > 0)
            yield return (story, ct) => commands.RunAsync(command, story, ct);
        if (!string.IsNullOrEmpty(url))
            yield return (story, ct) => posts.SendAsync(new Uri(url), story, ct);
    }

    private static async Task<JsonNode?> AskAsync(Func<string, CancellationToken, Task<string>> call, JsonObject story, CancellationToken ct)
    {
        try
        {
            var answer = await call(story.ToJsonString(), ct);
            return answer.TrimStart().StartsWith('{') ? JsonNode.Parse(answer) : null;
        }
        catch (Exception failed) when (failed is HookFailedException or JsonException)
        {
            throw new SpawnFailedException($"A check before the start did not let it through: {failed.Message}", failed)
            {
                Reason = SpawnFailure.Policy,
                NextStep = "Do what it says where it says something, or ask the operator, and name the request.",
            };
        }
    }

    private async Task<JsonObject> StoryAsync(string hook, Server server, CancellationToken ct) => new()
    {
        ["hook"] = hook,
        ["user"] = server.User!.Name,
        ["server_name"] = server.Name,
        ["user_options"] = server.UserOptions?.DeepClone(),
        ["groups"] = new JsonArray([.. (await access.MembershipsAsync([server.User.Name], ct)).Select(pair => (JsonNode?)JsonValue.Create(pair.Group))]),
        ["failure"] = server.Failure,
    };

    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> old, JsonObject more)
    {
        var merged = new Dictionary<string, string>(old, StringComparer.Ordinal);
        foreach (var (name, value) in more)
            merged[name] = value is JsonValue text && text.TryGetValue<string>(out var written) ? written : value?.ToJsonString() ?? "";
        return merged;
    }
}
