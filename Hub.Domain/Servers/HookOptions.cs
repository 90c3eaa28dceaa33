using Hub.Domain.Configuration.Traits;
using Hub.Domain.Spawners;

namespace Hub.Domain.Servers;

/// <summary>
/// What runs before a server starts and after it has stopped, in place of Python's <c>pre_spawn_hook</c> and
/// <c>post_stop_hook</c>: commands of this machine, and web addresses. Both get the same JSON: <c>hook</c>, <c>user</c>,
/// <c>server_name</c>, <c>user_options</c>, <c>groups</c>.
/// </summary>
[TraitClass("HubHooks")]
public sealed record HookOptions : ICheckedOptions
{
    /// <summary>
    /// A command that runs before each start and before <c>pre_spawn_command</c>, in place of Python's <c>auth_state_hook</c>: its JSON has
    /// <c>auth_state</c> too, what the authenticator keeps about the user or null, and its answer is heeded the same way. Default: none.
    /// </summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> AuthStateCommand { get; init; } = [];

    /// <summary>
    /// A web address that gets the JSON of <c>auth_state_command</c>, in which there may be tokens of users, by POST before each start. Default: none.
    /// </summary>
    [HttpUrl]
    public string? AuthStateUrl { get; init; }

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

    /// <summary>
    /// A command that runs at the end of each stop, also of a start that failed. The server counts as stopped when it has ended; where a hub
    /// dies over it, it runs again. Its failure is logged only. Default: none.
    /// </summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> PostStopCommand { get; init; } = [];

    /// <summary>A web address that gets JSON by POST at the end of each stop, as <c>post_stop_command</c> does. Default: none.</summary>
    [HttpUrl]
    public string? PostStopUrl { get; init; }

    /// <summary>
    /// What the progress of a start says when the server is ready, in place of Python's <c>progress_ready_hook</c>; <c>{url}</c>,
    /// <c>{username}</c> and <c>{servername}</c> are filled in. Default: empty, which means Server ready at {url}.
    /// </summary>
    public string ReadyMessage { get; init; } = "";

    /// <summary>
    /// Where the progress of a start says the server is, such as <c>{url}lab?reset</c>; the same names are filled in. Default: empty,
    /// which means {url}.
    /// </summary>
    public string ReadyUrl { get; init; } = "";

    /// <summary>Seconds a command or a web address may take. Default: 30.</summary>
    [Between(1, 3600)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A secret that signs what is posted: the header <c>X-Hub-Signature-256</c> is <c>sha256=</c> and the HMAC of the body in hex.
    /// Default: none, unsigned.
    /// </summary>
    [Secret]
    public string Secret { get; init; } = "";

    /// <summary>What is told of a server that is ready, and where it is.</summary>
    public (string Message, string Url) ReadyAt(string url, string userName, string serverName)
    {
        var values = new Dictionary<string, string> { ["url"] = url, ["username"] = userName, ["servername"] = serverName };
        var place = ReadyUrl.Length > 0 ? NameTemplate.Fill(ReadyUrl, values) : url;
        return (ReadyMessage.Length > 0 ? NameTemplate.Fill(ReadyMessage, values) : $"Server ready at {place}", place);
    }

    public IEnumerable<OptionProblem> Check()
    {
        foreach (var (property, template) in new[] { (nameof(ReadyMessage), ReadyMessage), (nameof(ReadyUrl), ReadyUrl) })
        {
            if (Mistake(template) is { } mistake)
                yield return new OptionProblem(property, mistake, "text with {url}, {username} and {servername}, and {{ for a brace");
        }
    }

    private static string? Mistake(string template)
    {
        try
        {
            NameTemplate.Fill(template, new Dictionary<string, string> { ["url"] = "", ["username"] = "", ["servername"] = "" });
            return null;
        }
        catch (FormatException mistake)
        {
            return mistake.Message;
        }
    }
}
