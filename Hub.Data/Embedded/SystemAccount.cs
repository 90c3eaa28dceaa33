namespace Hub.Data.Embedded;

/// <summary>The account that PostgreSQL's programs run as when the hub is root, because PostgreSQL refuses root.</summary>
internal sealed record SystemAccount(string Name, string Uid, string Gid)
{
    /// <summary>The owner of the cluster if there is one, so that a cluster keeps its owner; else postgres, else nobody.</summary>
    public static async Task<SystemAccount?> ChooseAsync(string cluster, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var asRoot = new ProgramRunner(null);
        if (Directory.Exists(cluster))
        {
            var owner = await asRoot.RunAsync("/", "stat", ["-L", "-c", "%u", cluster], ct);
            var uid = owner.Output.Trim();
            if (owner.Succeeded && uid != "0")
                return await FindAsync(asRoot, uid, ct) ?? throw new EmbeddedPostgresException(
                    $"The PostgreSQL cluster {cluster} belongs to user id {uid}, for which this machine has no account. "
                    + "Give the folder to an account that exists (chown -R postgres) and start again.");
        }
        return await FindAsync(asRoot, "postgres", ct) ?? await FindAsync(asRoot, "nobody", ct) ?? throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root, and there is neither an account 'postgres' nor 'nobody' to run it as. "
            + "Add one (useradd --system postgres), run the hub as another user, or set JupyterHub.db_url.");
    }

    private static async Task<SystemAccount?> FindAsync(ProgramRunner runner, string nameOrUid, CancellationToken ct)
    {
        var entry = await runner.RunAsync("/", "getent", ["passwd", nameOrUid], ct);
        var fields = entry.Output.Split('\n')[0].Split(':');
        return entry.Succeeded && fields.Length > 3 ? new SystemAccount(fields[0], fields[2], fields[3]) : null;
    }
}
