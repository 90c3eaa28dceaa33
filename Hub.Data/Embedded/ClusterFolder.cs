using System.Text;

namespace Hub.Data.Embedded;

/// <summary>The folder of the private PostgreSQL: cluster, socket, log, and who owns it.</summary>
internal sealed class ClusterFolder
{
    // A unix socket's address holds 107 bytes, of which the server adds "/.s.PGSQL.5432".
    private const int LongestSocketFolder = 107 - 14;

    private const string TemporaryPrefix = "hub-pg-";

    private ClusterFolder(string home) => Home = home;

    /// <summary>The folder that PostgreSQL's account owns; programs stand in it, so that odd characters in its path never reach a shell.</summary>
    public string Home { get; }

    public string Cluster => Path.Combine(Home, "cluster");

    public string Log => Path.Combine(Home, "postgresql.log");

    public string PidFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The major version of the cluster on disk, or null if there is none yet.</summary>
    public string? MajorVersion => File.Exists(VersionFile) ? File.ReadAllText(VersionFile).Trim() : null;

    private string VersionFile => Path.Combine(Cluster, "PG_VERSION");

    /// <summary>Makes the folder, or finds it where an earlier start put it.</summary>
    public static async Task<ClusterFolder> PrepareAsync(EmbeddedPostgresSettings settings, SystemAccount? account, CancellationToken ct)
    {
        var entry = EntryOf(settings);
        if (!Directory.Exists(settings.DataFolder))
        {
            Directory.CreateDirectory(settings.DataFolder);
            if (account is not null)
                File.SetUnixFileMode(settings.DataFolder, (UnixFileMode)0b111_001_001);
        }
        Directory.CreateDirectory(entry);
        var home = await RealPathAsync(entry, ct);
        if (account is not null)
            home = await OwnAsync(settings, entry, home, account, ct);
        else
            await CheckOursAsync(home, ct);
        return new ClusterFolder(home);
    }

    public static string EntryOf(EmbeddedPostgresSettings settings) => Path.Combine(Path.GetFullPath(settings.DataFolder), "postgres");

    /// <summary>A socket folder in the home if its path fits a socket address and a connection string, else a fresh private one.</summary>
    public async Task<string> SocketFolderAsync(SystemAccount? account, CancellationToken ct)
    {
        var inside = Path.Combine(Home, "socket");
        var fits = Encoding.UTF8.GetByteCount(inside) <= LongestSocketFolder && !inside.AsSpan().ContainsAny(",:;'\"");
        var folder = fits ? inside : Directory.CreateTempSubdirectory(TemporaryPrefix).FullName;
        if (Encoding.UTF8.GetByteCount(folder) > LongestSocketFolder)
            throw new EmbeddedPostgresException($"Neither {inside} nor {folder} is short enough for a unix socket; set TMPDIR to a shorter folder.");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (account is not null)
            await ChangeOwnerAsync(folder, account, ct);
        return folder;
    }

    /// <summary>Removes the socket folder if it was made outside the home.</summary>
    public static void RemoveTemporary(string? socketFolder)
    {
        if (socketFolder is not null && Path.GetFileName(socketFolder).StartsWith(TemporaryPrefix, StringComparison.Ordinal))
            Directory.Delete(socketFolder, recursive: true);
    }

    private static async Task<string> OwnAsync(
        EmbeddedPostgresSettings settings, string entry, string home, SystemAccount account, CancellationToken ct)
    {
        await ChangeOwnerAsync(home, account, ct);
        if (await CanUseAsync(home, account, ct))
            return home;
        if (Directory.EnumerateFileSystemEntries(home).Any())
            throw new EmbeddedPostgresException(
                $"PostgreSQL runs as account {account.Name} because the hub is root, and that account cannot reach the cluster in {home}"
                + $" ({Obstacle(home)}). Let others pass that folder (chmod o+x), or move the data folder to a place like /srv.");

        // Root's own home is usually closed to others. Opening it is not ours to do, so the cluster goes to the state folder.
        Directory.CreateDirectory(settings.StateFolder);
        File.SetUnixFileMode(settings.StateFolder, (UnixFileMode)0b111_001_001);
        var elsewhere = Path.Combine(settings.StateFolder, "postgres-" + Guid.NewGuid().ToString("n")[..12]);
        Directory.CreateDirectory(elsewhere);
        await ChangeOwnerAsync(elsewhere, account, ct);
        if (!await CanUseAsync(elsewhere, account, ct))
            throw new EmbeddedPostgresException(
                $"PostgreSQL runs as account {account.Name} because the hub is root, and that account can reach neither {home} ({Obstacle(home)})"
                + $" nor {elsewhere} ({Obstacle(elsewhere)}). Move the data folder to a place that other accounts can pass, like /srv.");
        Directory.Delete(entry);
        File.CreateSymbolicLink(entry, elsewhere);
        return await RealPathAsync(elsewhere, ct);
    }

    private static async Task<bool> CanUseAsync(string folder, SystemAccount account, CancellationToken ct) =>
        (await new ProgramRunner(account).ShellAsync("/", "cd \"$1\" && test -w .", ct, "", folder)).Succeeded;

    private static async Task CheckOursAsync(string home, CancellationToken ct)
    {
        var ours = await new ProgramRunner(null).ShellAsync("/", "test -O \"$1\" && test -w \"$1\" && test -x \"$1\"", ct, "", home);
        if (!ours.Succeeded)
            throw new EmbeddedPostgresException(
                $"The PostgreSQL folder {home} belongs to another account, probably because the hub ran as root before. "
                + "Run the hub as root again, choose another data folder, or give the folder to this account (chown -R).");
        File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task ChangeOwnerAsync(string folder, SystemAccount account, CancellationToken ct)
    {
        var done = await new ProgramRunner(null).ShellAsync(
            "/", "chmod 700 \"$1\" && { [ \"$(stat -c %u \"$1\")\" = \"$2\" ] || chown -R \"$2:$3\" \"$1\"; }", ct, "", folder, account.Uid, account.Gid);
        if (!done.Succeeded)
            throw new EmbeddedPostgresException($"The folder {folder} could not be given to PostgreSQL's account {account.Name}: {done.Said}");
    }

    private static string Obstacle(string folder)
    {
        for (var parent = Path.GetDirectoryName(folder); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (!File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherExecute))
                return $"{parent} is closed to others";
        }
        return "its file system does not let it write there";
    }

    // Without any link on the way: /proc names the folder of a running server like that.
    private static async Task<string> RealPathAsync(string folder, CancellationToken ct) =>
        (await new ProgramRunner(null).RunAsync("/", "realpath", [folder], ct)).Output.TrimEnd('\n');
}
