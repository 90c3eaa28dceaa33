using Microsoft.Extensions.Primitives;

namespace Hub.Proxy.Forwarding;

/// <summary>Which headers belong to one connection and end at the proxy, and which are no headers.</summary>
internal static class HeaderRules
{
    /// <summary>A hop-by-hop header, or one that the proxy writes itself.</summary>
    public static bool IsHopByHop(string name) => name.Length switch
    {
        2 => Is(name, "TE"),
        7 => Is(name, "Trailer") || Is(name, "Upgrade"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        16 => Is(name, "Proxy-Connection"),
        17 => Is(name, "Transfer-Encoding"),
        18 => Is(name, "Proxy-Authenticate"),
        19 => Is(name, "Proxy-Authorization"),
        _ => false,
    };

    /// <summary>A <c>Connection</c> header names this one as ending here.</summary>
    public static bool IsListed(string connection, string name)
    {
        foreach (var range in connection.AsSpan().Split(','))
        {
            if (connection.AsSpan(range).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>The header lists more than the connection's own business, so each name has to be compared.</summary>
    public static bool ListsOthers(string connection) =>
        connection.Length > 0
        && !Is(connection, "keep-alive") && !Is(connection, "close") && !Is(connection, "upgrade")
        && !Is(connection, "keep-alive, Upgrade");

    /// <summary>
    /// Headers that decide where a message ends or who it is for: nobody may have them dropped by listing them.
    /// </summary>
    public static bool IsProtected(string name) =>
        Is(name, "Host") || Is(name, "Content-Length") || Is(name, "Cookie") || Is(name, "Authorization")
        || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Only the characters of a token.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) =>
        !text.IsEmpty && text.IndexOfAnyExcept(FieldChars.Token) < 0;

    /// <summary>No control character but a tab, in any of them.</summary>
    public static bool AreFieldValues(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAny(FieldChars.Controls)) return false;
        }

        return true;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
