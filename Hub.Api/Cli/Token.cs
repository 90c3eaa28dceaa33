using Hub.Data.Schema;
using Hub.Domain.Access;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Domain.Users;

namespace Hub.Api.Cli;

/// <summary>The verb <c>token USERNAME</c>: prints a fresh token of a user, whether the hub runs or not.</summary>
internal static class Token
{
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var at = Array.FindIndex(args, arg => !arg.StartsWith('-') && !IsValueOfFlag(args, arg));
        if (at < 0)
            throw new PlainFailureException("Which user? token USERNAME [--config FILE]");
        var (configuration, urls, _) = await ConfigurationLoad.LoadAsync([.. args[..at], .. args[(at + 1)..]], ct);
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning));
        await using var database = await DatabaseChoice.OpenAsync(configuration, logs.CreateLogger("Hub"), ct);
        await using var hub = HubHost.Build(
            configuration, urls, new Replica(Guid.NewGuid(), ""), database.ConnectionString, VerbOutput.LogToStandardError);
        await hub.Services.GetRequiredService<SchemaUpgrade>().ApplyAsync(ct);
        var name = hub.Services.GetRequiredService<UserNames>().Normalize(args[at]);
        var user = await hub.Services.GetRequiredService<IUserStore>().FindAsync(name, ct)
            ?? throw new PlainFailureException($"There is no user {name}. Users are added when they sign in, over the REST API, or by the configuration.");
        var issued = await hub.Services.GetRequiredService<TokenIssuer>().IssueAsync(
            OwnerKind.User, user.Id, new TokenRequest("command line generated", null, null, null), ct);
        Console.WriteLine(issued.Secret);
        return 0;
    }

    internal static bool IsValueOfFlag(string[] args, string arg)
    {
        var at = Array.IndexOf(args, arg);
        return at > 0 && args[at - 1] is ("-f" or "--config");
    }
}
