using Hub.Data.Schema;
using Hub.Domain.Servers;

namespace Hub.Api.Cli;

/// <summary>The verb <c>upgrade-db</c>: brings the schema up to date. The hub also does so by itself when it starts.</summary>
internal static class UpgradeDb
{
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var (configuration, urls, _) = await ConfigurationLoad.LoadAsync(args, ct);
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning));
        await using var database = await DatabaseChoice.OpenAsync(configuration, logs.CreateLogger("Hub"), ct);
        await using var hub = HubHost.Build(configuration, urls, new Replica(Guid.NewGuid(), ""), database.ConnectionString, VerbOutput.LogToStandardError);
        var applied = await hub.Services.GetRequiredService<SchemaUpgrade>().ApplyAsync(ct);
        Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : $"Applied: {string.Join(", ", applied)}");
        return 0;
    }
}
