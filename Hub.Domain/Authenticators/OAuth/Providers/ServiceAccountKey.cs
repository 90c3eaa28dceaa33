using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>
/// The key of a service account as Google hands it out in a file of JSON; it signs the requests for access tokens that stand for
/// somebody of the organization (RFC 7523).
/// </summary>
internal sealed class ServiceAccountKey
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private ServiceAccountKey(string account, string tokenUrl, string? id, string pem) => (Account, TokenUrl, Id, Pem) = (account, tokenUrl, id, pem);

    /// <summary>The address of the service account.</summary>
    public string Account { get; }

    /// <summary>Where access tokens are to be had.</summary>
    public string TokenUrl { get; }

    private string? Id { get; }

    private string Pem { get; }

    /// <exception cref="ArgumentException">The file is not there, or is no such key; the message says which.</exception>
    public static ServiceAccountKey Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var key = new ServiceAccountKey(
                Text(json, "client_email"), Text(json, "token_uri"), json.RootElement.TryGetProperty("private_key_id", out var id) ? id.GetString() : null,
                Text(json, "private_key"));
            using var rsa = RSA.Create();
            rsa.ImportFromPem(key.Pem);
            return key;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{file} cannot be read: {failed.Message.TrimEnd('.')}");
        }
        catch (Exception failed) when (failed is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            // Nothing of what it holds may be said.
            throw new ArgumentException($"{file} is no key of a service account: it must be JSON with client_email, token_uri and private_key");
        }
    }

    /// <summary>What is wrong with a file; null when it is such a key.</summary>
    public static string? ProblemOf(string file)
    {
        try
        {
            Read(file);
            return null;
        }
        catch (ArgumentException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Asks, in the name of the service account, for a token that stands for somebody else.</summary>
    /// <param name="subject">The address of whom it shall stand for.</param>
    /// <param name="scope">What it shall be good for.</param>
    /// <param name="now">The time.</param>
    public string Assertion(string subject, string scope, DateTimeOffset now)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Pem);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["iss"] = Account,
                ["sub"] = subject,
                ["scope"] = scope,
                ["aud"] = TokenUrl,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + Life).ToUnixTimeSeconds(),
            },
            // The key lives no longer than this call, so nothing that is kept may refer to it.
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = Id }, SecurityAlgorithms.RsaSha256)
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
        });
    }

    private static string Text(JsonDocument json, string key) =>
        json.RootElement.GetProperty(key).GetString() is { Length: > 0 } text ? text : throw new KeyNotFoundException(key);
}
