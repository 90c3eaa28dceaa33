using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

/// <summary>Real servers in a folder of their own, all ended and removed with it.</summary>
internal sealed class LocalServers : IAsyncDisposable
{
    public const string Token = "Zm9vYmFy-secret_0123456789";

    private readonly ConcurrentBag<JsonObject> states = [];

    public LocalServers()
    {
        Folder = Directory.CreateTempSubdirectory("hub-servers-").FullName;
        // The account of a user must be able to reach its home below.
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        Settings = new LocalProcessSettings
        {
            DataFolder = Path.Combine(Folder, "data"),
            HomeTemplate = Path.Combine(Folder, "home", "{username}"),
        };
    }

    public string Folder { get; }

    public LocalProcessSettings Settings { get; }

    /// <summary>A hub that has just come up.</summary>
    public SimpleLocalProcessSpawner Spawner() => Spawner(Settings);

    public static SimpleLocalProcessSpawner Spawner(LocalProcessSettings settings) =>
        new(settings, TimeProvider.System, NullLogger<SimpleLocalProcessSpawner>.Instance);

    public LocalProcessSpawner SwitchingSpawner() => new(Settings, TimeProvider.System, NullLogger<LocalProcessSpawner>.Instance);

    /// <summary>Starts a server and gives its state as the rows have it.</summary>
    public async Task<JsonObject> StartAsync(ISpawner spawner, SpawnRequest request)
    {
        var journal = new MemoryJournal();
        await spawner.StartAsync(request, journal, CancellationToken.None);
        states.Add(journal.State(1));
        return journal.State(1);
    }

    public Task<JsonObject> StartAsync(params string[] command) => StartAsync(Spawner(), Request(command));

    public static SpawnRequest Request(params string[] command) => new()
    {
        Attempt = Guid.NewGuid(),
        UserName = "ada",
        ServerName = "",
        Command = command,
        Environment = new SpawnEnvironment
        {
            UserName = "ada",
            ServerName = "",
            BaseUrl = "/",
            Prefix = "/user/ada/",
            ApiUrl = "http://127.0.0.1:8081/hub/api",
            ApiToken = Token,
        },
    };

    public static string Log(JsonObject state)
    {
        var path = Path.Combine((string)state["folder"]!, "output.log");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    public static int Pid(JsonObject state) => (int)state["pid"]!;

    /// <summary>Whether a process of that number is there and has not ended.</summary>
    public static bool Runs(int pid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat");
        return File.Exists(path) && File.ReadAllText(path).Split(") ")[^1][0] is not ('Z' or 'X');
    }

    public async ValueTask DisposeAsync()
    {
        var quick = Spawner(Settings with { TermTimeout = TimeSpan.FromMilliseconds(100) });
        foreach (var state in states)
            await quick.StopAsync(state, now: true, CancellationToken.None);
        await Eventually.True(() => IsRemoved(Folder));
    }

    private static bool IsRemoved(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            // A server that was started for its state alone still writes down how it ended.
            return false;
        }
    }
}
