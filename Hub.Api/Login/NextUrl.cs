using System.Text;

namespace Hub.Api.Login;

/// <summary>
/// Decides where a browser may be sent when the request itself names the place. The text is taken apart as a browser would do
/// it; only a path on the hub's own host comes out, everything else is as if nothing had been named.
/// </summary>
/// <param name="scheme">Of the hub as the browser sees it.</param>
/// <param name="host">Host and port of the hub as the browser sees it.</param>
/// <param name="subdomainHost">Host and port below which users have their own hosts; null without subdomains.</param>
public sealed class NextUrl(string scheme, string host, string? subdomainHost = null)
{
    /// <returns>A path with its query, beginning with exactly one slash; empty when there is none to go to.</returns>
    public string Reduce(string? next)
    {
        var text = next?.Trim() ?? "";
        // Browsers drop tabs and line breaks wherever they stand, so "/\t/host" would become "//host".
        if (text.Length == 0 || text.Any(char.IsControl))
            return "";
        // Browsers take a backslash for a slash.
        text = text.Replace("\\", "%5C");
        var slashes = text.Length - text.TrimStart('/').Length;
        if (slashes == 1)
            return Escape(text);
        if (slashes > 1)
            return OnOwnHost(text[slashes..]);
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        return colon > 0 && text[..colon].Equals(scheme, StringComparison.OrdinalIgnoreCase) ? OnOwnHost(text[(colon + 3)..]) : "";
    }

    /// <summary>Takes off the host, if it is ours; what remains must not become a host in its turn.</summary>
    private string OnOwnHost(string rest)
    {
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        if (!IsOwn(authority))
            return "";
        return Escape("/" + (end < 0 ? "" : rest[end..].TrimStart('/')));
    }

    private bool IsOwn(string authority) =>
        authority.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (subdomainHost is not null && !authority.Contains('@')
            && ("." + authority).EndsWith("." + subdomainHost, StringComparison.OrdinalIgnoreCase));

    /// <summary>A header holds ASCII only, and a blank would end the URL for some clients.</summary>
    private static string Escape(string path)
    {
        if (path.All(c => c is > ' ' and < '\x7f'))
            return path;
        var text = new StringBuilder(path.Length + 16);
        foreach (var one in Encoding.UTF8.GetBytes(path))
        {
            if (one is > (byte)' ' and < 0x7f)
                text.Append((char)one);
            else
                text.Append('%').Append(one.ToString("X2"));
        }

        return text.ToString();
    }
}
