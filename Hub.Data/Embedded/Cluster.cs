using System.Text;

namespace Hub.Data.Embedded;

/// <summary>Makes the cluster's files: the first initdb, the server's settings, and who may connect.</summary>
internal sealed class Cluster(EmbeddedPostgresSettings settings, ClusterFolder folder, PostgresPrograms programs, ProgramRunner runner)
{
    public const string Owner = "hub";
    public const string Superuser = "postgres";
    public const int Port = 5432;

    // A notebook machine's share; everything else is PostgreSQL's own default, above all fsync stays on.
    private static readonly Dictionary<string, string> OurSettings = new()
    {
        ["max_connections"] = "200",
        ["shared_buffers"] = "64MB",
        ["listen_addresses"] = "",
        ["port"] = Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["unix_socket_permissions"] = "0700",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
        ["log_line_prefix"] = "%m [%p] ",
        ["jit"] = "off",
    };

    /// <summary>Runs initdb beside the final place and renames, so that a cluster is either whole or absent.</summary>
    public async Task CreateAsync(CancellationToken ct)
    {
        // Byte order for sorting is the same on every machine; C.UTF-8 as character type keeps lower() right beyond ASCII.
        await MustAsync(await runner.RunAsync(folder.Home, "rm", ["-rf", "cluster.new"], ct), "removing an unfinished cluster");
        string[] arguments =
        [
            "-D", "cluster.new", "-U", Superuser, "--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--auth=peer", "--no-instructions",
        ];
        if (settings.ServerSettings.GetValueOrDefault("fsync") == "off")
            arguments = [.. arguments, "--no-sync"];
        await MustAsync(await runner.RunAsync(folder.Home, programs.InitDb, arguments, ct), "initdb");
        await WriteAsync("cluster.new/postgresql.conf", "\ninclude 'hub.conf'  # rewritten at every start; use ALTER SYSTEM for settings of your own\n", ">>", ct);
        await MustAsync(await runner.RunAsync(folder.Home, "mv", ["-T", "cluster.new", "cluster"], ct), "putting the new cluster in place");
    }

    /// <summary>
    /// Writes the settings. Only a unix socket in a private folder is opened, and the system itself vouches for who connects,
    /// so there is no password to keep and no port to take.
    /// </summary>
    public async Task ConfigureAsync(string socketFolder, CancellationToken ct)
    {
        var text = new StringBuilder();
        var chosen = new Dictionary<string, string>(OurSettings) { ["unix_socket_directories"] = $"\"{socketFolder.Replace("\"", "\"\"")}\"" };
        foreach (var (name, value) in settings.ServerSettings)
            chosen[name] = value;
        foreach (var (name, value) in chosen)
            text.Append(name).Append(" = '").Append(value.Replace("'", "''")).Append("'\n");
        await WriteAsync("cluster/hub.conf", text.ToString(), ">", ct);
        await WriteAsync("cluster/pg_hba.conf", "local all all peer map=hub\n", ">", ct);
        await WriteAsync("cluster/pg_ident.conf", string.Concat(
            new[] { Owner, Superuser }.Select(role => $"hub \"{Environment.UserName}\" {role}\n")), ">", ct);
    }

    private async Task WriteAsync(string file, string text, string how, CancellationToken ct) =>
        await MustAsync(await runner.ShellAsync(folder.Home, $"umask 077 && cat {how} {file}", ct, text), $"writing {file}");

    private static Task MustAsync(ProgramResult result, string step) => result.Succeeded
        ? Task.CompletedTask
        : throw new EmbeddedPostgresException($"The private PostgreSQL could not be set up, {step} failed: {result.Said}");
}
