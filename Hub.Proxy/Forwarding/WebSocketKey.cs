using System.Security.Cryptography;
using System.Text;

namespace Hub.Proxy.Forwarding;

/// <summary>The handshake secret of RFC 6455, needed where the client's side is HTTP/2 and has none.</summary>
internal static class WebSocketKey
{
    public static string Create() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>What a server answers to the key.</summary>
    public static string AcceptFor(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
