using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Access;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>Calls what an operator has hooked to starts and stops. As in JupyterHub, one before a start can refuse it, one after a stop cannot.</summary>
public sealed class ServerHooks(HookOptions options, IAccessStore access, AuthStateKeeper states, ILogger<ServerHooks> log) : IDisposable
{
    private readonly HookCommand commands = new(options.Timeout);
    private readonly HookPost posts = new(options.Timeout, options.Secret);

    /// <summary>How long a stop waits at most for what follows it.</summary>
    public TimeSpan AfterStopPatience => options.Timeout * Calls(options.PostStopCommand, options.PostStopUrl).Count();

    /// <summary>The request, with what the hooks add to its environment.</summary>
    /// <exception cref="SpawnFailedException">A hook refuses the start, or fails.</exception>
    public async Task<SpawnRequest> BeforeStartAsync(Server server, SpawnRequest request, CancellationToken ct)
    {
        var aboutState = Calls(options.AuthStateCommand, options.AuthStateUrl).ToList();
        if (aboutState.Count > 0)
        {
            var story = await StoryAsync("auth_state", server, ct);
            story["auth_state"] = await states.ReadAsync(server.User!, ct);
            request = await WithAnswersAsync(request, aboutState, story, ct);
        }

        var before = Calls(options.PreSpawnCommand, options.PreSpawnUrl).ToList();
        return before.Count == 0 ? request : await WithAnswersAsync(request, before, await StoryAsync("pre_spawn", server, ct), ct);
    }

    /// <summary>Part of the stop, so that no hub starts the server anew before this is done.</summary>
    public async Task AfterStopAsync(Server server)
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

    public void Dispose() => posts.Dispose();

    private static async Task<SpawnRequest> WithAnswersAsync(
        SpawnRequest request, IEnumerable<Func<string, CancellationToken, Task<string>>> calls, JsonObject story, CancellationToken ct)
    {
        foreach (var call in calls)
        {
            if ((await AskAsync(call, story, ct))?["environment"] is JsonObject more)
                request = request with { Environment = request.Environment with { Overrides = Merged(request.Environment.Overrides, more) } };
        }

        return request;
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
