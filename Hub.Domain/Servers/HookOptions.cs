using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Servers;

/// <summary>
/// What runs before a server starts and after it has stopped, in place of Python's <c>pre_spawn_hook</c> and
/// <c>post_stop_hook</c>: commands of this machine, and web addresses. Both get the same JSON: <c>hook</c>, <c>user</c>,
/// <c>server_name</c>, <c>user_options</c>, <c>groups</c>.
/// </summary>
[TraitClass("HubHooks")]
public sealed record HookOptions
{
    /// <summary>
    /// A command that runs before each start, with JSON on its standard input. Whatever it writes as a JSON object
    /// <c>{"environment": {…}}</c> adds to the server's environment. When it fails, the start fails with its last line of standard error.
    /// Default: none.
    /// </summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> PreSpawnCommand { get; init; } = [];

    /// <summary>A web address that gets the same JSON by POST before each start, and may answer the same. Default: none.</summary>
    [HttpUrl]
    public string? PreSpawnUrl { get; init; }

    /// <summary>A command that runs after each stop, also of a start that failed. Its failure is logged only. Default: none.</summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> PostStopCommand { get; init; } = [];

    /// <summary>A web address that gets JSON by POST after each stop. Its failure is logged only. Default: none.</summary>
    [HttpUrl]
    public string? PostStopUrl { get; init; }

    /// <summary>Seconds a command or a web address may take. Default: 30.</summary>
    [Between(1, 3600)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A secret that signs what is posted: the header <c>X-Hub-Signature-256</c> is <c>sha256=</c> and the HMAC of the body in hex.
    /// Default: none, unsigned.
    /// </summary>
    [Secret]
    public string Secret { get; init; } = "";
}
