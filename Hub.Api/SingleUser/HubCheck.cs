using Hub.Api.Wire;

namespace Hub.Api.SingleUser;

/// <summary>Looks for the hub before anything else: without it nobody could enter.</summary>
public sealed class HubCheck(SingleUserSettings settings, HubConnection hub, TimeProvider time, ILogger<HubCheck> log)
{
    /// <summary>What the hub said it speaks; null before, and when it did not say.</summary>
    public string? HubVersion { get; private set; }

    /// <exception cref="HubCallException">The hub is not there, also after several tries.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                HubVersion = await hub.GreetAsync(ct);
                CompareVersions();
                return;
            }
            catch (HubCallException error) when (failures < settings.CheckPauses.Count)
            {
                log.LogError(
                    "No hub (try {Try} of {Tries}). Is it running? {Reason}", failures + 1, settings.CheckPauses.Count + 1, error.Message);
            }

            await Task.Delay(settings.CheckPauses[failures], time, ct);
        }
    }

    /// <summary>Versions that differ mostly get on well; a warning helps those who look for a reason when they do not.</summary>
    private void CompareVersions()
    {
        if (HubVersion is null)
            log.LogWarning("The hub does not say which version it speaks; here it is {Version}", ApiVersion.Current);
        else if (HubVersion.Split('.')[0] != ApiVersion.Current.Split('.')[0])
            log.LogWarning("The hub speaks JupyterHub version {HubVersion}, this server {Version}", HubVersion, ApiVersion.Current);
        else
            log.LogDebug("The hub speaks JupyterHub version {HubVersion}", HubVersion);
    }
}
