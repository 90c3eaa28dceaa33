using Hub.Api.Background;
using Hub.Api.Wire.Errors;
using Npgsql;

namespace Hub.Api.Cli;

/// <summary>The verbs of the program. Without one it serves.</summary>
internal static class Verbs
{
    private static readonly (string Name, string Help, Func<string[], CancellationToken, Task<int>> Run)[] All =
    [
        ("serve", "start the hub, its proxy and, if no database is configured, a PostgreSQL (the default)", Serve.RunAsync),
        ("token", "token USERNAME: print a fresh token of a user", Token.RunAsync),
        ("password-link", "password-link USERNAME: print a link to set the password of an account of authenticator native", PasswordLink.RunAsync),
        ("upgrade-db", "bring the database schema up to date", UpgradeDb.RunAsync),
        ("doctor", "look at everything a hub needs, and say what is wrong and what to do; --json for programs", Doctor.DoctorVerb.RunAsync),
        ("validate-config", "check the configuration and list every mistake", ConfigVerbs.ValidateAsync),
        ("show-config", "show every setting with its value and where it comes from; secrets stay hidden", ConfigVerbs.ShowAsync),
        ("generate-config", "print a configuration file with every setting, explained", ConfigVerbs.GenerateAsync),
        ("singleuser", "the small built-in single-user server; the hub starts it where there is no jupyterhub-singleuser",
            Hub.Api.SingleUser.SingleUserServer.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "help", ..])
            return Help();
        if (args is ["--version" or "-V" or "version", ..])
            return Version();
        var verb = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : null;
        if (verb is not null && All.All(known => known.Name != verb))
        {
            await Console.Error.WriteLineAsync(
                $"There is no verb '{verb}'. Known are {string.Join(", ", All.Select(known => known.Name))}; --help explains them.");
            return 2;
        }

        using var stop = new StopSignal();
        try
        {
            return await All.First(known => known.Name == (verb ?? "serve")).Run(verb is null ? args : args[1..], stop.Token);
        }
        catch (PlainFailureException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        catch (Exception failed) when (DatabaseFaults.Find(failed) is { } fault)
        {
            await Console.Error.WriteLineAsync(
                fault is PostgresException refused ? $"The database of JupyterHub.db_url refuses the hub: {refused.MessageText}" : new DatabaseUnreachableException(fault).Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static int Help()
    {
        Console.WriteLine("A hub that gives each of its users a Jupyter server. It speaks JupyterHub's REST API.\n");
        Console.WriteLine("Usage: Hub.Api [VERB] [--config FILE] [--Class.trait=VALUE ...]\n\nVerbs:");
        foreach (var (name, help, _) in All)
            Console.WriteLine($"  {name,-16} {help}");
        Console.WriteLine(
            """

            Options of all verbs that read the configuration:
              -f, --config FILE       a jupyterhub_config.json in traitlets' JSON form
              --Class.trait=VALUE     any setting, such as --JupyterHub.port=8000
              --port, --ip, --debug, --log-level
                                      short for the settings of that name
            Settings also come from environment variables such as JupyterHub__port=8000.
            `generate-config` lists all of them.
            """);
        return 0;
    }

    private static int Version()
    {
        Console.WriteLine($"{Info.ProgramVersion.Current} (JupyterHub API {Wire.ApiVersion.Current})");
        return 0;
    }
}
