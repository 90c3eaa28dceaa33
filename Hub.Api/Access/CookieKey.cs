using Hub.Data.Schema;
using Hub.Domain.Configuration;

namespace Hub.Api.Access;

/// <summary>
/// The keys that cookies are signed with, the same for all replicas: the one of the configuration or of its file where there is
/// one, which its operator changes; else keys of the database, a new one every month.
/// </summary>
public sealed class CookieKey(
    Domain.Access.SessionOptions options, HubConfiguration configuration, HubSecrets secrets, TimeProvider clock)
{
    private const string Family = "cookie_secret";

    private static readonly TimeSpan Period = TimeSpan.FromDays(30);

    private IReadOnlyList<byte[]>? values;

    /// <summary>The first signs; what any of them has signed is good.</summary>
    public IReadOnlyList<byte[]> Values => values ?? throw new InvalidOperationException("The key is not loaded yet.");

    /// <summary>Takes the keys of now. Which one it is follows from the time, so replicas need not agree on anything.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var file = Path.Combine(configuration.Process.DataPath, options.CookieSecretFile);
        if (options.CookieSecret is not null || configuration.IsSet("JupyterHub.cookie_secret_file") || File.Exists(file))
        {
            values = [(await CookieSecret.LoadAsync(options, configuration.Process.DataPath, ct)).Bytes.ToArray()];
            return;
        }

        var number = clock.GetUtcNow().Ticks / Period.Ticks;
        // The next one too: another replica's clock may be ahead. A reload every hour is in time for all of them.
        values =
        [
            await secrets.GetAsync($"{Family}/{number}", ct),
            await secrets.GetAsync($"{Family}/{number - 1}", ct),
            await secrets.GetAsync($"{Family}/{number + 1}", ct),
        ];
        await secrets.RemoveOthersAsync(Family, [.. Enumerable.Range(-1, 3).Select(step => $"{Family}/{number + step}")], ct);
    }
}
