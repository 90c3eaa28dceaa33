using System.Buffers;
using System.Text;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// A request target as it is routed and forwarded: what came on the wire, brought to origin form, with dot segments
/// resolved and characters escaped that a client should have escaped, and nothing else changed.
/// </summary>
internal readonly ref struct RequestTarget
{
    private static readonly SearchValues<char> _pathSpecial = SearchValues.Create("{}\"<>`\\ ");
    private static readonly SearchValues<char> _querySpecial = SearchValues.Create("\"<>' ");

    private RequestTarget(ReadOnlySpan<char> path, ReadOnlySpan<char> query)
    {
        Path = path;
        Query = query;
    }

    /// <summary>Begins with a slash; escapes as sent.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>Without its question mark; empty if there is none.</summary>
    public ReadOnlySpan<char> Query { get; }

    /// <summary>False for a target with control or non-ASCII characters, which no request line may carry on.</summary>
    public static bool TryParse(string raw, out RequestTarget target)
    {
        target = default;
        var rest = raw.AsSpan();
        if (rest.IsEmpty || rest.IndexOfAnyExceptInRange('!', '~') >= 0) return false;
        if (rest[0] != '/') rest = StripOrigin(rest);
        if (rest.IndexOf('#') is var fragment and >= 0) rest = rest[..fragment];
        var question = rest.IndexOf('?');
        var path = question < 0 ? rest : rest[..question];
        var query = question < 0 ? default : rest[(question + 1)..];
        if (path.IsEmpty || path[0] != '/') path = "/" + path.ToString();
        if (path.IndexOfAny(_pathSpecial) >= 0) path = Escape(path, inPath: true);
        if (HasDotSegment(path)) path = ResolveDots(path);
        if (query.IndexOfAny(_querySpecial) >= 0) query = Escape(query, inPath: false);
        target = new RequestTarget(path, query);
        return true;
    }

    // "http://host/path" loses its origin; "*" stays and becomes the path "/*", as a URL parser takes it.
    private static ReadOnlySpan<char> StripOrigin(ReadOnlySpan<char> rest)
    {
        var scheme = rest.IndexOf("://");
        if (scheme <= 0 || rest[..scheme].IndexOfAny('/', '?') >= 0) return rest;
        rest = rest[(scheme + 3)..];
        var end = rest.IndexOfAny('/', '?', '#');
        return end < 0 ? "/" : rest[end..];
    }

    private static string Escape(ReadOnlySpan<char> text, bool inPath)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (inPath && c == '\\') escaped.Append('/');
            else if ((inPath ? _pathSpecial : _querySpecial).Contains(c)) escaped.Append('%').Append(((int)c).ToString("X2"));
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        for (var at = path.IndexOf('/'); at >= 0;)
        {
            var next = path[(at + 1)..].IndexOf('/');
            var segment = next < 0 ? path[(at + 1)..] : path.Slice(at + 1, next);
            if (Dots(segment) > 0) return true;
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    // RFC 3986 section 5.2.4, with "%2e" meaning a dot as browsers take it. Empty segments count.
    private static string ResolveDots(ReadOnlySpan<char> path)
    {
        var kept = new List<string>();
        var segments = path[1..].ToString().Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            switch (Dots(segments[i]))
            {
                case 0:
                    kept.Add(segments[i]);
                    break;
                case 2:
                    if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
                    if (last) kept.Add("");
                    break;
                default:
                    if (last) kept.Add("");
                    break;
            }
        }

        return "/" + string.Join('/', kept);
    }

    /// <summary>1 for ".", 2 for "..", in any spelling; 0 for anything else.</summary>
    private static int Dots(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty || segment.Length > 6 || (segment[0] != '.' && segment[0] != '%')) return 0;
        var dots = 0;
        while (!segment.IsEmpty)
        {
            if (segment[0] == '.') segment = segment[1..];
            else if (segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase)) segment = segment[3..];
            else return 0;
            dots++;
        }

        return dots <= 2 ? dots : 0;
    }
}
