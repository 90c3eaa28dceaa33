using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Api.SingleUser;

/// <summary>A sign-in that went to the hub and has not come back yet.</summary>
/// <param name="State">Comes back with the browser, to tell its own sign-in from one that somebody slipped to it.</param>
/// <param name="Verifier">The secret of which the hub got the hash (PKCE).</param>
/// <param name="Next">The page the visitor asked for.</param>
public sealed record PendingSignIn(string State, string Verifier, string Next, DateTimeOffset Expires = default)
{
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static PendingSignIn New(string next) => new(Secret(), Secret(), next);

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
