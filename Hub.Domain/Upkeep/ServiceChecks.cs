using Hub.Domain.Services;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Looks now and then whether the services that have a URL answer there, and tells the operator when that changes.</summary>
public sealed class ServiceChecks(
    IServiceStore services, ServiceReach reach, ServiceOptions options, TimeProvider clock, ILogger<ServiceChecks> log)
{
    private readonly Dictionary<string, Seen> seen = [];

    public async Task RunOnceAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (seen.Count > 0 && seen.Values.All(one => one.Next > now))
            return;
        var found = (await services.ListAsync(ct)).Where(one => one.Service.Url is not null).ToDictionary(one => one.Service.Name);
        foreach (var gone in seen.Keys.Except(found.Keys).ToList())
            seen.Remove(gone);
        foreach (var added in found.Keys.Except(seen.Keys))
            seen[added] = new Seen { Since = now, Next = now };
        await Task.WhenAll(seen.Where(one => one.Value.Next <= now).Select(one => CheckAsync(one.Key, found[one.Key].Service.Url!, one.Value, ct)));
    }

    private async Task CheckAsync(string name, string url, Seen service, CancellationToken ct)
    {
        var answers = Uri.TryCreate(url, UriKind.Absolute, out var address) && await reach.AnswersAsync(address, ct);
        var now = clock.GetUtcNow();
        // One that has just begun gets the time its definition gives it before anybody is told.
        var begins = service.Answered is null && !answers && now - service.Since < TimeoutOf(name);
        service.Next = now + (begins ? TimeSpan.FromSeconds(1) : options.ServiceCheckInterval);
        if (begins || service.Answered == answers)
            return;
        if (answers)
            log.LogInformation("Service {Service} answers at {Url}", name, url);
        else
            log.LogWarning("Service {Service} does not answer at {Url}", name, url);
        service.Answered = answers;
    }

    private TimeSpan TimeoutOf(string name) => (options.Services.FirstOrDefault(service => service.Name == name) ?? new ServiceDefinition()).Timeout;

    private sealed class Seen
    {
        public DateTimeOffset Since { get; init; }

        public DateTimeOffset Next { get; set; }

        /// <summary>Null until it has been found out.</summary>
        public bool? Answered { get; set; }
    }
}
