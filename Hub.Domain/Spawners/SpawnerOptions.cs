using System.Text.Json;
using Hub.Domain.Configuration.Traits;
using Hub.Domain.Spawners.LocalProcess;

namespace Hub.Domain.Spawners;

/// <summary>How single-user servers are started, watched and stopped; traits of the chosen spawner class and its parents.</summary>
[TraitClass("Spawner")]
public sealed record SpawnerOptions : ICheckedOptions
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(365);

    /// <summary>
    /// The class that starts servers: <c>localprocess</c> runs them as the Unix account of the user, <c>simple</c> as the hub's own
    /// account. Default: localprocess.
    /// </summary>
    [TraitClass("JupyterHub"), Pluggable("Spawner")]
    public string SpawnerClass { get; init; } = "localprocess";

    /// <summary>The command that starts a single-user server, a list or one string. Default: jupyterhub-singleuser.</summary>
    [Command]
    public IReadOnlyList<string> Cmd { get; init; } = ["jupyterhub-singleuser"];

    /// <summary>Further arguments for the command. Default: none.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>
    /// Environment variables for servers; they win over everything the hub sets itself. In their values <c>{username}</c>,
    /// <c>{servername}</c>, <c>{prefix}</c> (the server's path) and <c>{base_url}</c> are filled in. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Environment variables made of what the authenticator keeps about the user (enable_auth_state), as
    /// <c>{"TOKEN": "{access_token}", "MAIL": "{oauth_user.email}"}</c>: keys with dots in braces are filled in. A variable for which
    /// something is missing is not set. Users see these values in their servers. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> AuthStateEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The hub's own environment variables that servers get too. Default: JUPYTERHUB_SINGLEUSER_APP, and for local processes those
    /// that Python and Conda need.
    /// </summary>
    [DefaultFor("LocalProcessSpawner", """
        ["JUPYTERHUB_SINGLEUSER_APP", "CONDA_DEFAULT_ENV", "CONDA_ROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "VIRTUAL_ENV"]
        """)]
    public IReadOnlyList<string> EnvKeep { get; init; } = ["JUPYTERHUB_SINGLEUSER_APP"];

    /// <summary>Seconds a server may take to start before the start counts as failed. Default: 60.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Seconds a started server may take to answer HTTP. Default: 30.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan HttpTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many starts may fail in a row, over all hubs, before further ones are answered 503, until one that is let through now and
    /// then goes well (HubFailureLimit) or an administrator clears the count. Starts that a rule forbids and those that were called
    /// off do not count. Default: 0, which means no limit.
    /// </summary>
    [Between(0, int.MaxValue)]
    public int ConsecutiveFailureLimit { get; init; }

    /// <summary>Seconds between two looks at whether a server still runs; 0 or less turns this off. Default: 30.</summary>
    [Between(int.MinValue, int.MaxValue)]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same as a time that can be counted with.</summary>
    public TimeSpan PollEvery => PollInterval > TimeSpan.Zero ? PollInterval : Never;

    /// <summary>The share of poll_interval by which each wait is varied at random, so that looks spread out. Default: 0.1.</summary>
    [Between(0, 1)]
    public double PollJitter { get; init; } = 0.1;

    /// <summary>
    /// The directory a server shows first and does not leave; <c>{username}</c> stands for the user's name. Default: empty, the
    /// directory the server runs in.
    /// </summary>
    public string NotebookDir { get; init; } = "";

    /// <summary>The page of a server that is opened first, such as <c>/lab</c>; <c>{username}</c> may be used. Default: empty.</summary>
    public string DefaultUrl { get; init; } = "";

    /// <summary>The address a server listens on; empty means all interfaces. Default: 127.0.0.1.</summary>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The port a server listens on. Default: 0, a free one each time.</summary>
    [Between(0, 65535)]
    public int Port { get; init; }

    /// <summary>Whether servers log debug messages. Default: false.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether servers ignore configuration files in the user's home directory. Default: false.</summary>
    public bool DisableUserConfig { get; init; }

    /// <summary>
    /// The scopes a server may use on behalf of the users who visit it, as far as they hold them. Default: none, so that a server
    /// only learns who its visitor is.
    /// </summary>
    public IReadOnlyList<string> OauthClientAllowedScopes { get; init; } = [];

    /// <summary>
    /// Roles whose scopes a server may use on behalf of the users who visit it. Deprecated: oauth_client_allowed_scopes, which counts
    /// where both are given. Default: none.
    /// </summary>
    public IReadOnlyList<string> OauthRoles { get; init; } = [];

    /// <summary>The scopes of a server's own token, cut down to what its owner holds. Default: none, the role <c>server</c>.</summary>
    public IReadOnlyList<string> ServerTokenScopes { get; init; } = [];

    /// <summary>HTML of the form a user fills in before a server starts. Default: empty, no form.</summary>
    public string OptionsForm { get; init; } = "";

    /// <summary>
    /// How the form's fields become user_options: <c>passthrough</c> keeps each field as a list, <c>simple</c> unpacks single values
    /// and turns "on" into true. Default: passthrough.
    /// </summary>
    [OneOf("passthrough", "simple")]
    public string OptionsFromForm { get; init; } = "passthrough";

    /// <summary>
    /// Which user_options set which trait of the spawner, as <c>{"option": "trait"}</c>; other options are ignored with a warning.
    /// Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> ApplyUserOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Traits that differ for members of groups: <c>{"key": {"groups": ["a"], "spawner_override": {"mem_limit": "2G"}}}</c>, applied
    /// in the order of the keys. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, GroupOverride> GroupOverrides { get; init; } = new Dictionary<string, GroupOverride>();

    /// <summary>The memory a server may use at most, in bytes or with a suffix such as 1G, by spawners that can. Default: no limit.</summary>
    [ByteSpecification, Between(0)]
    public long? MemLimit { get; init; }

    /// <summary>The memory a server is certain to get, in bytes or with a suffix such as 512M. Default: none.</summary>
    [ByteSpecification, Between(0)]
    public long? MemGuarantee { get; init; }

    /// <summary>The processor cores a server may use at most, such as 0.5 or 4. Default: no limit.</summary>
    [Between(0)]
    public double? CpuLimit { get; init; }

    /// <summary>The processor cores a server is certain to get. Default: none.</summary>
    [Between(0)]
    public double? CpuGuarantee { get; init; }

    /// <summary>The hub's address as servers see it, where it differs from what the hub itself uses. Default: none.</summary>
    [HttpUrl]
    public string? HubConnectUrl { get; init; }

    /// <summary>Seconds a server has to end after SIGINT before it gets SIGTERM. Default: 30.</summary>
    [TraitClass("LocalProcessSpawner"), Between(0, int.MaxValue)]
    public TimeSpan InterruptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Seconds a server has to end after SIGTERM before it gets SIGKILL. Default: 30.</summary>
    [TraitClass("LocalProcessSpawner"), Between(0, int.MaxValue)]
    public TimeSpan TermTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Seconds the hub waits for a server to be gone after SIGKILL. Default: 5.</summary>
    [TraitClass("LocalProcessSpawner"), Between(0, int.MaxValue)]
    public TimeSpan KillTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A shell to start servers with, such as <c>["bash", "-l", "-c"]</c>; the whole command becomes its last argument. Default: none.
    /// </summary>
    [TraitClass("LocalProcessSpawner"), Command(MayBeEmpty = true)]
    public IReadOnlyList<string> ShellCmd { get; init; } = [];

    /// <summary>
    /// Arguments of Python's <c>Popen</c>, as far as they mean something here: <c>cwd</c>, the folder a server begins in; <c>umask</c>, a
    /// number such as 63, which is 077 in octal; <c>group</c>, a name or number, and <c>extra_groups</c>, a list of them, for hubs that may
    /// change groups. <c>start_new_session</c>, <c>close_fds</c>, <c>restore_signals</c> and <c>process_group</c> 0 are always so. Others are
    /// refused with what stands for them: <c>env</c> is Spawner.environment, <c>shell</c> shell_cmd, <c>executable</c> cmd. Default: none.
    /// </summary>
    [TraitClass("LocalProcessSpawner")]
    public IReadOnlyDictionary<string, JsonElement> PopenKwargs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The home directory of a user of <c>simple</c>; <c>{username}</c> stands for the name. Default: /tmp/{username}.</summary>
    [TraitClass("SimpleLocalProcessSpawner")]
    public string HomeDirTemplate { get; init; } = "/tmp/{username}";

    public IEnumerable<OptionProblem> Check()
    {
        foreach (var problem in PopenArguments.Check(PopenKwargs, nameof(PopenKwargs)))
            yield return problem;
        foreach (var (key, group) in GroupOverrides)
        {
            foreach (var (trait, value) in group.SpawnerOverride)
            {
                if (SpawnerOverrides.Problem(this, trait, value) is { } problem)
                {
                    yield return new OptionProblem(nameof(GroupOverrides), problem, "traits of the spawner in use and their values")
                    { Path = $"[\"{key}\"].spawner_override" };
                }
            }
        }

        foreach (var (option, trait) in ApplyUserOptions.Where(pair => !SpawnerOverrides.Knows(this, pair.Value)))
        {
            yield return new OptionProblem(nameof(ApplyUserOptions), $"{trait} is not a trait of the spawner in use", "the name of such a trait")
            { Path = $"[\"{option}\"]" };
        }
    }
}
