using Hub.Api.Background;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Npgsql;

namespace Hub.Api.Cli.Doctor;

/// <summary>Everything the doctor looks at, in the order in which one thing needs another.</summary>
internal sealed class Checkup(IServiceProvider services, HubConfiguration configuration, HubUrls urls, string connectionString)
{
    private const double ClockTolerance = 2;
    private const long LittleSpace = 500L * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<Finding> { new("configuration", Health.Ok, "every key and value is known") };
        await LookAsync(findings, "database", "See JupyterHub.db_url, and whether PostgreSQL runs.", DatabaseAsync, ct);
        if (findings[^1].Health != Health.Failure)
        {
            await LookAsync(findings, "clock", null, ClockAsync, ct);
            await LookAsync(findings, "schema", "Start the hub, or run the verb upgrade-db.", SchemaAsync, ct);
            var usable = findings[^1].Health == Health.Ok;
            await LookAsync(findings, "proxy", "Does the proxy run? See ConfigurableHTTPProxy.api_url and auth_token.", ProxyAsync, ct);
            if (usable && findings[^1].Health == Health.Ok)
                await LookAsync(findings, "routes", "A running hub mends them within five minutes.", RoutesAsync, ct);
            if (usable)
            {
                await LookAsync(findings, "orphans", null, OrphansAsync, ct);
                await LookAsync(findings, "starts", "When the reason is gone, DELETE /hub/api/start-failures or the button of the admin page.", StartsAsync, ct);
            }
        }

        await LookAsync(findings, "hub address", "Servers reach the hub there: see JupyterHub.hub_connect_url and hub_ip.", HubAddressAsync, ct);
        await LookAsync(findings, "spawner command", "Install it for every user, or set Spawner.cmd.", CommandAsync, ct);
        await LookAsync(findings, "disk", "Free some, or move the folder (HubProcess.data_path).", DiskAsync, ct);
        return findings;
    }

    private static async Task LookAsync(
        List<Finding> findings, string check, string? nextStep, Func<CancellationToken, Task<(Health, string)>> look, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Patience);
        try
        {
            var (health, says) = await look(bounded.Token).WaitAsync(Patience, ct);
            findings.Add(new Finding(check, health, says, health == Health.Ok ? null : nextStep));
        }
        catch (Exception trouble) when (!ct.IsCancellationRequested)
        {
            findings.Add(new Finding(check, Health.Failure, trouble is OperationCanceledException or TimeoutException
                ? $"no answer within {Patience.TotalSeconds:0} seconds" : trouble.Message, nextStep));
        }
    }

    private async Task<(Health, string)> DatabaseAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        return (Health.Ok, $"PostgreSQL {connection.PostgreSqlVersion} answers");
    }

    private async Task<(Health, string)> ClockAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var question = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var asked = DateTimeOffset.UtcNow;
        var there = new DateTimeOffset((DateTime)(await question.ExecuteScalarAsync(ct))!, TimeSpan.Zero);
        var apart = (there - asked - ((DateTimeOffset.UtcNow - asked) / 2)).TotalSeconds;
        return Math.Abs(apart) <= ClockTolerance
            ? (Health.Ok, "this machine and the database agree")
            : (Health.Warning, $"the database's clock is {apart:+0.0;-0.0} seconds from this machine's; synchronise them");
    }

    private async Task<(Health, string)> SchemaAsync(CancellationToken ct)
    {
        var missing = await services.GetRequiredService<Data.Schema.SchemaUpgrade>().MissingAsync(ct);
        return missing.Count == 0 ? (Health.Ok, "up to date") : (Health.Warning, $"{missing.Count} changes are missing: {string.Join(", ", missing)}");
    }

    private async Task<(Health, string)> ProxyAsync(CancellationToken ct)
    {
        try
        {
            await services.GetRequiredService<ProxyKeeper>().UseKeptTokenAsync(ct);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return (Health.Warning, "its token is made at the first start of the hub");
        }

        var routes = await services.GetRequiredService<IProxy>().GetAllAsync(ct);
        return (Health.Ok, $"answers, with {routes.Count} routes");
    }

    private async Task<(Health, string)> RoutesAsync(CancellationToken ct)
    {
        var wanted = await services.GetRequiredService<RouteRound>().WantedAsync(ct);
        var changes = RouteCheck.Compare(wanted, await services.GetRequiredService<IProxy>().GetAllAsync(ct));
        return changes.Count == 0
            ? (Health.Ok, "as the rows want them")
            : (Health.Warning, $"{changes.ToAdd.Count} are missing, {changes.ToCorrect.Count} lead elsewhere, {changes.ToDelete.Count} are too many");
    }

    private async Task<(Health, string)> OrphansAsync(CancellationToken ct)
    {
        var list = await services.GetRequiredService<ServerOrphans>().ListAsync(ct);
        var lines = (list.Processes ?? []).Select(found => $"no row knows {found.Description} ({found.Owner ?? "owner unknown"}, key {found.Key})")
            .Concat(list.Servers.Select(lost => $"{lost.Server.User!.Name}/{lost.Server.Name} is ready by its row, but {lost.Reason}"))
            .Concat(list.Unknown.Select(lost => $"{lost.Server.User!.Name}/{lost.Server.Name} cannot be looked at: {lost.Reason}")).ToList();
        return lines.Count == 0 ? (Health.Ok, "none on this machine") : (Health.Warning, string.Join("; ", lines));
    }

    private async Task<(Health, string)> StartsAsync(CancellationToken ct)
    {
        var failures = await services.GetRequiredService<IStartFailureStore>().ReadAsync(ct);
        return failures.RefusedSince is null || configuration.Spawner.ConsecutiveFailureLimit <= 0
            ? (Health.Ok, "are admitted")
            : (Health.Warning, $"are refused since {failures.RefusedSince:u}: {failures.InARow} in a row have failed, the last was {failures.Last}");
    }

    private async Task<(Health, string)> HubAddressAsync(CancellationToken ct)
    {
        var url = configuration.Spawner.HubConnectUrl is { Length: > 0 } other ? $"{other.TrimEnd('/')}{urls.HubPrefix}api" : urls.HubApiUrl;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.GetAsync(new Uri(url), ct);
        return answer.IsSuccessStatusCode
            ? (Health.Ok, $"a hub answers at {url}")
            : (Health.Failure, $"{url} answers {(int)answer.StatusCode}, as no hub does");
    }

    private Task<(Health, string)> CommandAsync(CancellationToken ct)
    {
        var command = configuration.Spawner.Cmd.Count > 0 ? configuration.Spawner.Cmd[0] : "";
        if (!services.GetRequiredService<ISpawner>().BoundToMachine)
            return Task.FromResult((Health.Ok, $"{command}, wherever the spawner runs it"));
        var found = command.Contains('/')
            ? File.Exists(command) ? command : null
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
        return Task.FromResult(found is not null
            ? (Health.Ok, found)
            : (Health.Warning, $"'{command}' is not in the PATH of this process; the hub starts its own small server where there is no jupyterhub-singleuser"));
    }

    private Task<(Health, string)> DiskAsync(CancellationToken ct)
    {
        var folder = Path.GetFullPath(configuration.Process.DataPath);
        var free = new DriveInfo(Directory.Exists(folder) ? folder : "/").AvailableFreeSpace;
        var says = $"{free / (1024 * 1024)} MiB are free at {folder}";
        return Task.FromResult((free < LittleSpace ? Health.Warning : Health.Ok, says));
    }
}
