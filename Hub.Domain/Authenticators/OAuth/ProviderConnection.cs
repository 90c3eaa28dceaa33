using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>How a provider is reached, as <c>OAuthenticator.http_request_kwargs</c> says it in the words of Tornado's HTTP client.</summary>
internal sealed class ProviderConnection(OAuthenticatorOptions options)
{
    public const string Known =
        "proxy_host, proxy_port, proxy_username, proxy_password, ca_certs, validate_cert, connect_timeout, request_timeout, user_agent";

    private static readonly IReadOnlyDictionary<string, JsonValueKind[]> s_kinds = Known.Split(", ").ToDictionary(name => name, name => name switch
    {
        "proxy_port" or "connect_timeout" or "request_timeout" => [JsonValueKind.Number],
        "validate_cert" => new[] { JsonValueKind.True, JsonValueKind.False },
        _ => [JsonValueKind.String],
    });

    private readonly IReadOnlyDictionary<string, JsonElement> given = options.HttpRequestKwargs;

    public TimeSpan Patience => Seconds("request_timeout") ?? TimeSpan.FromSeconds(20);

    public string UserAgent => Text("user_agent") ?? "JupyterHub";

    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, JsonElement> given)
    {
        foreach (var (name, value) in given)
        {
            if (!s_kinds.TryGetValue(name, out var kinds))
                yield return $"has the key {name}";
            else if (!kinds.Contains(value.ValueKind))
                yield return $"has a value of another type at {name}";
            else if (value.ValueKind == JsonValueKind.Number && !(value.GetDouble() is > 0 and <= 65_535))
                yield return $"has a number at {name} that is out of range";
            else if (name == "ca_certs" && !File.Exists(value.GetString()))
                yield return "names a file at ca_certs that is not there";
        }

        if (given.ContainsKey("proxy_host") != given.ContainsKey("proxy_port"))
            yield return "has only one of proxy_host and proxy_port";
    }

    public SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Seconds("connect_timeout") ?? TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (Text("proxy_host") is { } host)
        {
            handler.Proxy = new WebProxy(host, given["proxy_port"].GetInt32());
            if (Text("proxy_username") is { } name)
                handler.Proxy.Credentials = new NetworkCredential(name, Text("proxy_password") ?? "");
        }

        if (!options.ValidateServerCert || (given.TryGetValue("validate_cert", out var validate) && validate.ValueKind == JsonValueKind.False))
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (Text("ca_certs") is { } file)
            handler.SslOptions.CertificateChainPolicy = Trusting(file);
        return handler;
    }

    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }

    private TimeSpan? Seconds(string name) => given.TryGetValue(name, out var value) ? TimeSpan.FromSeconds(value.GetDouble()) : null;

    private string? Text(string name) => given.TryGetValue(name, out var value) ? value.GetString() : null;
}
