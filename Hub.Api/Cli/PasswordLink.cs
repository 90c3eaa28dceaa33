using Hub.Data.Schema;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;

namespace Hub.Api.Cli;

/// <summary>
/// The verb <c>password-link USERNAME</c>: prints a link to set the password of an account that the hub keeps, and makes the account
/// where there is none. It is how the first administrator gets in.
/// </summary>
internal static class PasswordLink
{
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var at = Array.FindIndex(args, arg => !arg.StartsWith('-') && !Token.IsValueOfFlag(args, arg));
        if (at < 0)
            throw new PlainFailureException("Whose? password-link USERNAME [--config FILE]");
        var (configuration, urls, _) = await ConfigurationLoad.LoadAsync([.. args[..at], .. args[(at + 1)..]], ct);
        if (!new NativeRealm(configuration, new UserNames(configuration.Authenticator.UsernameMap, configuration.Authenticator.UsernamePattern)).IsOn)
            throw new PlainFailureException("The hub keeps no accounts of its own: JupyterHub.authenticator_class is not native.");
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning));
        await using var database = await DatabaseChoice.OpenAsync(configuration, logs.CreateLogger("Hub"), ct);
        await using var hub = HubHost.Build(
            configuration, urls, new Replica(Guid.NewGuid(), ""), database.ConnectionString, VerbOutput.LogToStandardError);
        await hub.Services.GetRequiredService<SchemaUpgrade>().ApplyAsync(ct);
        var code = await CodeAsync(hub.Services.GetRequiredService<NativeAccounts>(), args[at], ct);
        var root = urls.PublicUrl.Length > 0 ? new Uri(urls.PublicUrl).GetLeftPart(UriPartial.Authority) : urls.PublicBind.Origin;
        Console.WriteLine($"{root}{urls.HubPrefix}reset-password#{code}");
        return 0;
    }

    private static async Task<string> CodeAsync(NativeAccounts accounts, string name, CancellationToken ct)
    {
        try
        {
            return (await accounts.MakeLinkAsync(name, null, ct)).Code;
        }
        catch (NotFoundException)
        {
            var account = await MakeAsync(accounts, name, ct);
            return (await accounts.MakeLinkAsync(account.Name, null, ct)).Code;
        }
    }

    private static async Task<NativeAccount> MakeAsync(NativeAccounts accounts, string name, CancellationToken ct)
    {
        try
        {
            return await accounts.CreateAsync(name, password: null, email: null, authorized: true, caller: null, ct);
        }
        catch (InvalidInputException wrong)
        {
            throw new PlainFailureException(wrong.Message);
        }
    }
}
