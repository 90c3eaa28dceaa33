using System.Text.Json;
using Hub.Domain.Configuration.Sources;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Domain.Tokens;

namespace Hub.Api.Cli;

/// <summary>
/// What makes a hub without any configuration usable at once, and safe all the same: one admin with a password nobody could
/// guess, a password for everybody else, and a token. They are made once and kept in the data folder.
/// </summary>
internal sealed class Trial
{
    private Trial(Secrets secrets, string dataPath)
    {
        (AdminPassword, UserPassword, Token) = (secrets.AdminPassword, secrets.UserPassword, secrets.Token);
        Settings = new JsonFileSource("the settings of a hub without configuration", JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["JupyterHub"] = new
            {
                authenticator_class = "shared-password",
                spawner_class = "simple",
                allow_named_servers = true,
                api_tokens = new Dictionary<string, string> { [Token] = AdminName },
            },
            ["Authenticator"] = new { admin_users = new[] { AdminName }, allow_all = true },
            ["SharedPasswordAuthenticator"] = new { admin_password = AdminPassword, user_password = UserPassword },
            ["SimpleLocalProcessSpawner"] = new
            {
                home_dir_template = Path.GetFullPath(Path.Combine(dataPath, "homes")) + "/{username}",
                // Jupyter refuses root unless it is told; here its servers run as whoever runs the hub.
                args = SystemAccount.Current().Uid == 0 ? new[] { "--allow-root" } : [],
            },
        }));
    }

    public const string AdminName = "admin";

    public string AdminPassword { get; }

    public string UserPassword { get; }

    public string Token { get; }

    public JsonFileSource Settings { get; }

    public static async Task<Trial> PrepareAsync(string dataPath, CancellationToken ct)
    {
        Directory.CreateDirectory(dataPath);
        var file = Path.Combine(dataPath, "trial.json");
        if (!File.Exists(file))
        {
            await using var fresh = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            await JsonSerializer.SerializeAsync(
                fresh, new Secrets(TokenHash.NewSecret(), TokenHash.NewSecret()[..12], TokenHash.NewSecret()), cancellationToken: ct);
        }

        await using var kept = File.OpenRead(file);
        var secrets = await JsonSerializer.DeserializeAsync<Secrets>(kept, cancellationToken: ct)
            ?? throw new PlainFailureException($"{file} is empty; remove it, and new passwords are made");
        return new Trial(secrets, dataPath);
    }

    private sealed record Secrets(string AdminPassword, string UserPassword, string Token);
}
