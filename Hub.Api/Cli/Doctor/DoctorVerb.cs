using Hub.Domain.Servers;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace Hub.Api.Cli.Doctor;

/// <summary>
/// The verb <c>doctor</c>: looks at everything a hub needs, and says what is wrong and what to do. It changes nothing. Its exit code
/// is 1 when something does not work.
/// </summary>
internal static class DoctorVerb
{
    private const string JsonFlag = "--json";

    private static readonly JsonSerializerSettings Form = new()
    {
        ContractResolver = new DefaultContractResolver { NamingStrategy = new SnakeCaseNamingStrategy() },
        Converters = { new StringEnumConverter(new SnakeCaseNamingStrategy()) },
        Formatting = Formatting.Indented,
    };

    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var json = args.Contains(JsonFlag);
        var (configuration, urls, _) = await ConfigurationLoad.LoadAsync([.. args.Where(arg => arg != JsonFlag)], ct);
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Error));
        await using var database = await DatabaseChoice.OpenAsync(configuration, logs.CreateLogger("Hub"), ct);
        // The hub's own name for the machine is in that folder; where there is none yet, the hub would make it, too.
        Directory.CreateDirectory(configuration.Process.DataPath);
        using var host = await HostIdentity.OfAsync(configuration.Process.DataPath, ct);
        var replica = new Replica(Guid.NewGuid(), host.Name) { LeaseTime = configuration.Process.LeaseTime };
        await using var hub = HubHost.Build(configuration, urls, replica, database.ConnectionString, services => services.AddLogging(
            logging => logging.SetMinimumLevel(LogLevel.Critical)));
        var findings = await new Checkup(hub.Services, configuration, urls, database.ConnectionString).RunAsync(ct);
        Console.WriteLine(json ? JsonConvert.SerializeObject(findings, Form) : string.Join('\n', findings.Select(Line)));
        return findings.Any(finding => finding.Health == Health.Failure) ? 1 : 0;
    }

    private static string Line(Finding finding)
    {
        var mark = finding.Health switch { Health.Ok => "ok     ", Health.Warning => "warning", _ => "FAILED " };
        var line = $"{mark}  {finding.Check}: {finding.Says}";
        return finding.NextStep is null ? line : $"{line}\n         -> {finding.NextStep}";
    }
}
