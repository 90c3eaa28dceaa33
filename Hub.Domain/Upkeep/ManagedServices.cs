using System.Security.Cryptography;
using System.Text.Json;
using Hub.Domain.Audit;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Domain.Tokens;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>
/// Runs the services that the configuration gives a command, on the machine of the replica that leads. Who takes the lead takes
/// over what runs on its machine; on any other machine the replicas that do not lead end what runs there.
/// </summary>
public sealed class ManagedServices(
    IServiceProcessStore rows, LocalPrograms programs, ServiceEnvironment environment, IReplicaStore replicas, Replica replica,
    HubConfiguration configuration, AuditTrail trail, TimeProvider clock, ILogger<ManagedServices> log)
{
    /// <summary>The longest another machine gets to end its process; a hub that hangs must not keep a service down for ever.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, ManagedService> known = configuration.Services.Services.Where(service => service.IsManaged)
        .ToDictionary(service => service.Name, service => new ManagedService(service));

    private readonly SemaphoreSlim working = new(1);
    private bool stopped;
    private bool cleared;

    /// <summary>One look at every service, and what follows from it.</summary>
    public async Task RunOnceAsync(bool leads, CancellationToken ct)
    {
        // A hub without managed services still ends those that an earlier configuration had.
        if (known.Count == 0 && cleared)
            return;
        await working.WaitAsync(ct);
        try
        {
            if (stopped)
                return;
            var all = await rows.ListAsync(ct);
            var here = all.Where(row => row.Host == replica.Host).ToList();
            if (leads)
                await LeadAsync(here, [.. all.Where(row => row.Host != replica.Host)], ct);
            else if (here.Count > 0 && await AnotherMachineLeadsAsync(ct))
                await Task.WhenAll(here.Select(row => EndAsync(row, "another machine runs it now", ct)));
        }
        finally
        {
            working.Release();
        }
    }

    /// <summary>Ends the services with the hub that runs them.</summary>
    public async Task StopAsync(bool leads, CancellationToken ct)
    {
        await working.WaitAsync(ct);
        try
        {
            stopped = true;
            if (leads)
                await Task.WhenAll((await rows.ListAsync(ct)).Where(row => row.Host == replica.Host).Select(row => EndAsync(row, "the hub stops", ct)));
        }
        finally
        {
            working.Release();
        }
    }

    private async Task LeadAsync(List<ServiceProcess> here, List<ServiceProcess> elsewhere, CancellationToken ct)
    {
        foreach (var row in here.Where(row => !known.ContainsKey(row.Name)))
            await EndAsync(row, "the configuration has it no longer", ct);
        cleared = true;
        var occupied = elsewhere.Count == 0 ? [] : (await replicas.ListAsync(replica.StaleAfter, ct)).Select(one => one.Host).ToHashSet();
        foreach (var (name, service) in known)
        {
            try
            {
                var others = elsewhere.Where(row => row.Name == name).ToList();
                await SeeToAsync(service, here.Find(row => row.Name == name), others, others.Exists(row => occupied.Contains(row.Host)), ct);
            }
            catch (Exception failed) when (failed is SpawnFailedException or IOException or UnauthorizedAccessException)
            {
                // One service must not keep the others from running.
                Failed(service, failed);
            }
        }
    }

    private async Task SeeToAsync(
        ManagedService service, ServiceProcess? row, List<ServiceProcess> elsewhere, bool endingElsewhere, CancellationToken ct)
    {
        var definition = Fingerprint(service.Definition);
        if (row is not null && row.Definition != definition)
        {
            await EndAsync(row, "its definition has changed", ct);
            row = null;
        }

        if (row is not null && await LooksAfterAsync(service, row, ct))
            return;
        var now = clock.GetUtcNow();
        if (now < service.NotBefore)
            return;
        if (endingElsewhere && now - (service.WaitingSince ??= now) < HandOver)
            return;
        service.WaitingSince = null;
        foreach (var gone in elsewhere.Where(_ => !endingElsewhere))
            log.LogWarning(
                "Service {Service} ran as process {Pid} on {Host}, where no hub is any more; it starts here now", gone.Name, gone.Pid, gone.Host);
        await StartAsync(service, definition, ct);
    }

    /// <summary>False when it does not run any more.</summary>
    private async Task<bool> LooksAfterAsync(ManagedService service, ServiceProcess row, CancellationToken ct)
    {
        if (service.Output is null)
        {
            var (file, fingerprint) = LocalPrograms.OutputOf(row.State);
            service.Output = new ServiceOutput(row.Name, file, fingerprint, log);
            service.Output.SkipOld();
            log.LogInformation("Service {Service} runs already, as process {Pid}", row.Name, row.Pid);
        }

        service.Output.ReadNew();
        if (await programs.PollAsync(row.State, ct) is not PollResult.Stopped gone)
            return true;
        service.Output.ReadNew();
        var lived = clock.GetUtcNow() - row.Started;
        var pause = service.Pause.After(lived);
        service.NotBefore = clock.GetUtcNow() + pause;
        log.LogError("Service {Service} ended: {Reason}. It is started again in {Seconds} s", row.Name, gone.Reason, (int)pause.TotalSeconds);
        trail.Note(AuditKinds.ServiceStopped, AuditObject.Service(row.Name), AuditOutcome.Failed, detail: gone.Reason);
        // What is left of its process group must not go on beside the new one.
        await programs.StopAsync(row.State, now: true, ct);
        await ForgetAsync(row, ct);
        return false;
    }

    private async Task StartAsync(ManagedService service, string fingerprint, CancellationToken ct)
    {
        var definition = service.Definition;
        var token = definition.ApiToken;
        if (string.IsNullOrEmpty(token))
            await rows.RenewTokenAsync(definition.Name, TokenHash.Of(token = TokenHash.NewSecret()), ct);
        var row = new ServiceProcess
        {
            Name = definition.Name,
            Host = replica.Host,
            Definition = fingerprint,
            State = [],
            Started = clock.GetUtcNow(),
        };
        await programs.StartAsync(
            new ProgramRequest
            {
                Command = definition.Command,
                Variables = environment.Of(definition, token),
                Folder = definition.Cwd,
                Account = definition.User,
                Secret = token,
            },
            state =>
            {
                (row.State, row.Pid) = (state, LocalPrograms.PidOf(state));
                return rows.SaveAsync(row, ct);
            },
            ct);
        var (file, secret) = LocalPrograms.OutputOf(row.State);
        service.Output = new ServiceOutput(definition.Name, file, secret, log);
        log.LogInformation("Service {Service} is process {Pid}", definition.Name, row.Pid);
        trail.Note(AuditKinds.ServiceStarted, AuditObject.Service(definition.Name), detail: $"process {row.Pid} on {replica.Host}");
    }

    private async Task EndAsync(ServiceProcess row, string why, CancellationToken ct)
    {
        var patience = known.GetValueOrDefault(row.Name)?.Definition.KillTimeout;
        await programs.StopAsync(row.State, patience, ct);
        known.GetValueOrDefault(row.Name)?.Output?.ReadNew();
        log.LogInformation("Service {Service} is stopped: {Reason}", row.Name, why);
        trail.Note(AuditKinds.ServiceStopped, AuditObject.Service(row.Name), detail: why);
        await ForgetAsync(row, ct);
    }

    private async Task ForgetAsync(ServiceProcess row, CancellationToken ct)
    {
        if (known.TryGetValue(row.Name, out var service))
            service.Output = null;
        await rows.RemoveAsync(row.Name, row.Host, ct);
        LocalPrograms.Forget(row.State);
    }

    private void Failed(ManagedService service, Exception failed)
    {
        var pause = service.Pause.After(TimeSpan.Zero);
        service.NotBefore = clock.GetUtcNow() + pause;
        log.LogError(
            "Service {Service} could not be started: {Reason} The next try is in {Seconds} s", service.Definition.Name, failed.Message,
            (int)pause.TotalSeconds);
        trail.Note(AuditKinds.ServiceStarted, AuditObject.Service(service.Definition.Name), AuditOutcome.Failed, detail: failed.Message);
    }

    /// <summary>Everything that makes a process of it what it is. A token is in it by its hash only.</summary>
    private string Fingerprint(ServiceDefinition service) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        service.Command,
        service.Cwd,
        service.User,
        Variables = environment.Of(service, Convert.ToHexString(TokenHash.Of(service.ApiToken ?? ""))).OrderBy(pair => pair.Key, StringComparer.Ordinal),
    })));

    private async Task<bool> AnotherMachineLeadsAsync(CancellationToken ct)
    {
        var leading = (await replicas.ListAsync(replica.StaleAfter, ct)).Where(one => one.Leads).ToList();
        return leading.Count > 0 && leading.TrueForAll(one => one.Host != replica.Host);
    }
}
