using System.Globalization;
using System.Text.RegularExpressions;

namespace Hub.Data.Embedded;

/// <summary>Finds PostgreSQL's programs: on the PATH, in the distribution's folder, in the npm package, in that order.</summary>
internal sealed partial class ProgramSearch(EmbeddedPostgresSettings settings, ProgramRunner runner)
{
    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];
    private readonly List<string> refusals = [];

    /// <summary>The first programs found; with a cluster, the first of the cluster's major version.</summary>
    public async Task<PostgresPrograms> FindAsync(ClusterFolder cluster, CancellationToken ct)
    {
        var found = new List<PostgresPrograms>();
        foreach (var (folder, source) in Candidates().DistinctBy(candidate => candidate.Folder))
        {
            if (await TryAsync(cluster, folder, source, ct) is not { } programs)
                continue;
            if (cluster.MajorVersion is null || cluster.MajorVersion == programs.Major)
                return programs;
            found.Add(programs);
        }
        throw new EmbeddedPostgresException(found.Count > 0 ? WrongVersion(cluster, found) : NothingFound());
    }

    private IEnumerable<(string Folder, string Source)> Candidates()
    {
        var path = settings.PathFolders ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in path.Where(Path.IsPathRooted).Where(HasPrograms))
            yield return (RealFolder(folder), "on the PATH");
        foreach (var folder in DistributionFolders().Where(HasPrograms))
            yield return (folder, "installed package");
        foreach (var folder in (settings.NpmFolders ?? [settings.DataFolder]).Select(NpmPackage.BinFolder).Where(HasPrograms))
            yield return (folder, "npm package " + NpmPackage.Name);
    }

    private IEnumerable<string> DistributionFolders() =>
        !Directory.Exists(settings.PackageFolder)
            ? []
            : Directory.EnumerateDirectories(settings.PackageFolder)
                .OrderByDescending(folder => decimal.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"));

    private static bool HasPrograms(string folder) => Needed.All(program => File.Exists(Path.Combine(folder, program)));

    // A link on the PATH (as some images make them) leads to the folder where the other programs and the libraries are.
    private static string RealFolder(string folder)
    {
        var program = new FileInfo(Path.Combine(folder, "postgres"));
        var real = Path.GetDirectoryName(program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName)!;
        return HasPrograms(real) ? real : folder;
    }

    private async Task<PostgresPrograms?> TryAsync(ClusterFolder cluster, string folder, string source, CancellationToken ct)
    {
        var usable = source.StartsWith("npm", StringComparison.Ordinal) ? await NpmPackage.PrepareAsync(folder, cluster, runner, ct) : folder;
        // Asked as the account that will run it: a missing library or a closed parent folder shows here.
        var answer = await runner.RunAsync(cluster.Home, Path.Combine(usable, "postgres"), ["--version"], ct);
        var version = VersionNumber().Match(answer.Output);
        if (answer.Succeeded && version.Success)
            return new PostgresPrograms(usable, version.Value, source);
        refusals.Add($"{folder} ({source}) does not run: {answer.Said}");
        return null;
    }

    private string NothingFound() =>
        "No PostgreSQL was found: not on the PATH, not under " + settings.PackageFolder + ", and no npm package " + NpmPackage.Name + " in "
        + string.Join(", ", settings.NpmFolders ?? [settings.DataFolder]) + ". "
        + string.Concat(refusals.Select(refusal => refusal + ". "))
        + "Install it with 'apt-get install postgresql-15' (Debian 12), or 'npm install --prefix " + settings.DataFolder + " " + NpmPackage.Name
        + "', or point JupyterHub.db_url at a PostgreSQL of yours.";

    private static string WrongVersion(ClusterFolder cluster, List<PostgresPrograms> found)
    {
        var (old, best) = (cluster.MajorVersion, found[0]);
        return $"The cluster {cluster.Cluster} was made by PostgreSQL {old}, but this machine has {string.Join(" and ", found)}. Nothing was changed. "
            + $"The ways out: install PostgreSQL {old} beside it (apt-get install postgresql-{old}) and start again; or, with both installed, carry the data over: "
            + $"start the hub once more on PostgreSQL {old}, dump with 'pg_dump -h <socket folder> -U hub hub > hub.sql', stop the hub, move {cluster.Cluster} away, "
            + $"start the hub on PostgreSQL {best.Major}, stop it, and read the dump back with psql; or run "
            + $"'pg_upgrade -b /usr/lib/postgresql/{old}/bin -B {best.Folder} -d {cluster.Cluster} -D <a new cluster made by initdb -U postgres>' "
            + "and put the new cluster in its place. To begin with an empty hub, only move the old cluster away.";
    }

    [GeneratedRegex(@"\d+(\.\d+|beta\d+|rc\d+|devel)*")]
    private static partial Regex VersionNumber();
}
