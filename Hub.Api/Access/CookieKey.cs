using Hub.Data.Schema;
using Hub.Domain.Configuration;

namespace Hub.Api.Access;

/// <summary>
/// The key that cookies are signed with, the same for all replicas: from the configuration where it is given there, from its
/// file where there is one, else from the database.
/// </summary>
public sealed class CookieKey(Domain.Access.SessionOptions options, HubConfiguration configuration, HubSecrets secrets)
{
    private byte[]? value;

    public byte[] Value => value ?? throw new InvalidOperationException("The key is not loaded yet.");

    public async Task LoadAsync(CancellationToken ct)
    {
        var file = Path.Combine(configuration.Process.DataPath, options.CookieSecretFile);
        value = options.CookieSecret is not null || configuration.IsSet("JupyterHub.cookie_secret_file") || File.Exists(file)
            ? (await CookieSecret.LoadAsync(options, configuration.Process.DataPath, ct)).Bytes.ToArray()
            : await secrets.GetAsync("cookie_secret", ct);
    }
}
