using Hub.Api.Background;
using Hub.Api.Wire.Logs;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Verbs;
using Hub.Domain.Errors;
using Hub.Domain.Servers;

namespace Hub.Api.Cli;

/// <summary>The verb <c>serve</c>: starts the whole system, says where it is, and stops it in order.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(string[] args, CancellationToken stop)
    {
        var (configuration, urls, trial) = await ConfigurationLoad.LoadAsync(args, stop);
        using var logs = LoggerFactory.Create(logging => logging.AddHubLogging(configuration.Log));
        var log = logs.CreateLogger("Hub");
        if (configuration.Process.ShowConfigJson)
        {
            Console.WriteLine(ShowConfigJson.Render(configuration));
            return 0;
        }

        if (configuration.Process.ShowConfig)
        {
            Console.WriteLine(ShowConfigText.Render(configuration, urls));
            return 0;
        }

        ResetQuestion.Ask(configuration);
        Directory.CreateDirectory(configuration.Process.DataPath);
        configuration = await BuiltInServer.UseWhereNeededAsync(configuration, log);
        await using var database = await DatabaseChoice.OpenAsync(configuration, log, stop);
        using var host = await HostIdentity.OfAsync(configuration.Process.DataPath, stop);
        var replica = new Replica(Guid.NewGuid(), host.Name) { LeaseTime = configuration.Process.LeaseTime };
        await using var hub = Build(configuration, urls, replica, database);
        using var pidFile = PidFile.Write(configuration.Process.PidFile);
        try
        {
            await StartAsync(hub, configuration, urls, stop);
            await Announcement.PrintAsync(configuration, urls, trial);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, hub.Lifetime.ApplicationStopping);
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            log.LogInformation("Stopping");
            await hub.StopAsync(CancellationToken.None);
        }

        return 0;
    }

    private static HubHost Build(HubConfiguration configuration, HubUrls urls, Replica replica, DatabaseChoice database)
    {
        try
        {
            return HubHost.Build(configuration, urls, replica, database.ConnectionString);
        }
        catch (Exception wrong) when (wrong is InvalidInputException or ArgumentException)
        {
            throw new PlainFailureException(wrong.Message);
        }
    }

    private static async Task StartAsync(HubHost hub, HubConfiguration configuration, HubUrls urls, CancellationToken stop)
    {
        try
        {
            await hub.StartAsync(stop);
        }
        catch (Exception wrong) when (wrong is InvalidInputException or DatabaseUnreachableException or ProxyStartException)
        {
            throw new PlainFailureException(wrong.Message);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new PlainFailureException(
                $"The port {urls.HubBind.Port} of the hub is taken by another program; set JupyterHub.hub_port to another one.");
        }
    }
}
