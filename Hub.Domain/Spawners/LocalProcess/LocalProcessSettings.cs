namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>How servers on this machine are started and ended.</summary>
public sealed record LocalProcessSettings
{
    /// <summary>The hub's own folder; logs and process numbers of servers go below it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>How long SIGINT has to work before SIGTERM.</summary>
    public TimeSpan InterruptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long SIGTERM has to work before SIGKILL.</summary>
    public TimeSpan TermTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long SIGKILL has to work before the stop has failed.</summary>
    public TimeSpan KillTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A shell and its options in front of the command, which becomes one quoted argument; empty for none.</summary>
    public IReadOnlyList<string> ShellCommand { get; init; } = [];

    /// <summary>The home folder of a user who has no account on the machine.</summary>
    public string HomeTemplate { get; init; } = "/tmp/{username}";

    public PopenArguments Popen { get; init; } = new();

    /// <summary>Bytes of memory a server may use at most; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Processor cores a server may use at most; null for no limit.</summary>
    public double? CoresLimit { get; init; }

    /// <summary>How long a stop takes at most, as far as it depends on these.</summary>
    public TimeSpan Patience => InterruptTimeout + TermTimeout + KillTimeout;

    /// <summary>The same with the traits of one server.</summary>
    public LocalProcessSettings With(SpawnerOptions? traits) => traits is null ? this : this with
    {
        InterruptTimeout = traits.InterruptTimeout,
        TermTimeout = traits.TermTimeout,
        KillTimeout = traits.KillTimeout,
        ShellCommand = traits.ShellCmd,
        HomeTemplate = traits.HomeDirTemplate,
        Popen = PopenArguments.From(traits.PopenKwargs),
        MemoryLimit = traits.MemLimit,
        CoresLimit = traits.CpuLimit,
    };
}
