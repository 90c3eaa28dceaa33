using System.Text;
using System.Text.Json.Nodes;
using Hub.Api.Background;
using Hub.Tests.Support;
using Hub.Tests.Support.Secrets;

namespace Hub.Tests.Journeys.Support;

/// <summary>Where one hub lives: its folder, its ports, its configuration file, and whatever its runs leave behind.</summary>
public sealed class HubPlace : IAsyncDisposable
{
    public const string AdminToken = "token-of-the-admin-of-the-journeys";
    public const string Password = "password of the journeys";

    private const string MarkName = "HUB_JOURNEY";
    private const int Quit = 3;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(150);

    private readonly string mark = Guid.NewGuid().ToString("n");
    private readonly List<HubProcess> runs = [];
    private readonly JsonObject configuration = [];
    private readonly UsedSecrets secrets = new();
    private readonly string startedBy = TestContext.CurrentContext.Test.FullName;

    /// <param name="settings">What differs from a small hub for trying things out, as <c>Class.trait</c> and value.</param>
    public HubPlace(params (string Trait, JsonNode? Value)[] settings)
    {
        Folder = Directory.CreateTempSubdirectory("hub-journey-").FullName;
        // PostgreSQL's account has to pass this folder when the tests run as root.
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        foreach (var (trait, value) in SmallHub().Concat(settings))
            Set(trait, value);
        secrets.Add("token", AdminToken);
        secrets.Add("password", Password);
        secrets.IsAt(Port);
        secrets.IsAt(HubPort);
    }

    public string Folder { get; }

    public string ConfigFile => Path.Combine(Folder, "jupyterhub_config.json");

    public string DataPath => Path.Combine(Folder, "data");

    public int Port { get; } = FreePort.Next();

    public int HubPort { get; } = FreePort.Next();

    /// <summary>What users type: the proxy.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Every process that runs because of this hub, itself included, that carries the hub's mark in its environment.</summary>
    public IReadOnlyList<int> Processes => ProcessTable.WithEnvironment($"{MarkName}={mark}");

    /// <summary>The variable that marks a process as one of this hub's; managed services need it in their environment too.</summary>
    public (string Name, string Value) Mark => (MarkName, mark);

    public string Home(string user) => Path.Combine(Folder, "homes", user);

    /// <summary>Tells the user's <see cref="TinyServer"/> how to behave, by a file in its home.</summary>
    public void Tell(string user, string what)
    {
        Directory.CreateDirectory(Home(user));
        File.WriteAllText(Path.Combine(Home(user), what), "");
    }

    public void Untell(string user, string what) => File.Delete(Path.Combine(Home(user), what));

    /// <summary>Changes the configuration; null takes the trait out. The next run reads it.</summary>
    public void Set(string trait, JsonNode? value)
    {
        var (section, name) = (trait[..trait.IndexOf('.')], trait[(trait.IndexOf('.') + 1)..]);
        if (configuration[section] is not JsonObject traits)
            configuration[section] = traits = [];
        if (value is null)
            traits.Remove(name);
        else
            traits[name] = value.DeepClone();
        File.WriteAllText(ConfigFile, configuration.ToJsonString());
    }

    /// <summary>What is configured, to give to a hub beside this one.</summary>
    public JsonNode? Get(string trait) => configuration[trait[..trait.IndexOf('.')]]?[trait[(trait.IndexOf('.') + 1)..]];

    /// <summary>Gives every server a variable, beside the mark by which its process is found.</summary>
    public void AddToEnvironment(string name, string value)
    {
        var environment = configuration["Spawner"]!["environment"]!.DeepClone();
        environment[name] = value;
        Set("Spawner.environment", environment);
    }

    public HubRest Rest(string? token = AdminToken) => new(Url, token);

    /// <summary>Starts the hub as a user would, and returns once it answers through its proxy.</summary>
    public async Task<HubProcess> StartAsync(params string[] arguments)
    {
        var hub = Launch(["--config", ConfigFile, .. arguments]);
        await ReadyAsync(hub);
        return hub;
    }

    public async Task ReadyAsync(HubProcess hub)
    {
        using var rest = Rest();
        await Eventually.True(
            async () =>
            {
                if (hub.HasEnded)
                    throw new AssertionException($"The hub ended before it was ready:\n{hub.Said}");
                return (await rest.GetAsync("")).Status == 200;
            },
            StartTime);
    }

    /// <summary>Runs a verb to its end.</summary>
    public async Task<HubProcess> RunAsync(params string[] arguments)
    {
        var run = Launch(arguments);
        await run.ExitAsync();
        return run;
    }

    public HubProcess Launch(params string[] arguments) => Launch([], arguments);

    /// <param name="environment">What its environment has beside that of the tests.</param>
    public HubProcess Launch((string Name, string Value)[] environment, params string[] arguments)
    {
        var run = HubProcess.Launch(Folder, Path.Combine(Folder, $"run-{runs.Count}"), arguments, [(MarkName, mark), .. environment]);
        runs.Add(run);
        return run;
    }

    /// <summary>Ends what is left, also after a test that failed half-way.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var run in runs)
            await run.DisposeAsync();
        // A test that fails disposes of this before anybody knows that it failed.
        FailedTestWords.Keep(await WordsAsync());
        // A verb may be made to print a token; the hub itself never does.
        foreach (var hub in runs.Where(run => run.IsHub))
            LeakedSecrets.Search($"the hub of {startedBy}", secrets, hub.Said);
        foreach (var log in LogsOfOthers())
            LeakedSecrets.Search($"{Path.GetFileName(log)} of {startedBy}", secrets, await File.ReadAllTextAsync(log));
        foreach (var pid in Processes)
            ProcessMark.Of(pid)?.Signal(ProcessMark.Kill);
        // PostgreSQL runs as another account, whose environment not even root may see everywhere.
        var postmaster = Path.Combine(DataPath, "postgres", "cluster", "postmaster.pid");
        if (File.Exists(postmaster))
            ProcessMark.Of(int.Parse((await File.ReadAllLinesAsync(postmaster))[0]))?.Signal(Quit);
        await Eventually.True(() =>
        {
            // Whoever is just ending still writes here.
            if (Directory.Exists(Folder))
                Directory.Delete(Folder, recursive: true);
            return true;
        });
    }

    /// <summary>What hub, proxy and servers wrote, for whoever wonders why a test failed.</summary>
    private async Task<string> WordsAsync()
    {
        var words = new StringBuilder();
        foreach (var log in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(IsLog).Order())
            words.Append($"── {Path.GetRelativePath(Folder, log)}\n{await File.ReadAllTextAsync(log)}\n");
        return words.ToString();
    }

    /// <summary>What proxy and PostgreSQL wrote; what servers print is their own affair.</summary>
    private IEnumerable<string> LogsOfOthers() => !Directory.Exists(DataPath) ? [] : Directory.EnumerateFiles(DataPath, "*.log*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "output.log");

    private static bool IsLog(string file) => Path.GetExtension(file) is ".out" or ".err" or ".log";

    private (string Trait, JsonNode? Value)[] SmallHub() =>
    [
        ("JupyterHub.ip", "127.0.0.1"),
        ("JupyterHub.port", Port),
        ("JupyterHub.hub_port", HubPort),
        ("JupyterHub.authenticator_class", "dummy"),
        ("JupyterHub.spawner_class", "simple"),
        ("JupyterHub.allow_named_servers", true),
        ("JupyterHub.api_tokens", new JsonObject { [AdminToken] = "admin" }),
        ("Authenticator.admin_users", new JsonArray("admin")),
        ("Authenticator.allow_all", true),
        ("DummyAuthenticator.password", Password),
        ("ConfigurableHTTPProxy.api_url", $"http://127.0.0.1:{FreePort.Next()}"),
        ("HubProcess.data_path", DataPath),
        ("Spawner.cmd", TinyServer.WriteTo(Folder)),
        ("Spawner.environment", new JsonObject { [MarkName] = mark }),
        ("Spawner.start_timeout", 60),
        ("Spawner.http_timeout", 60),
        ("SimpleLocalProcessSpawner.home_dir_template", Path.Combine(Folder, "homes") + "/{username}"),
    ];
}
