using System.Globalization;
using System.Text;
using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Api.Wire.Lists;

/// <summary>The URL of a request as its sender knows it.</summary>
/// <param name="Origin">Scheme and host, as the client sees them.</param>
/// <param name="Path">The path as it was sent.</param>
/// <param name="Query">The query with its question mark, or nothing.</param>
public sealed record RequestUrl(string Origin, string Path, string Query)
{
    public static RequestUrl Of(HttpRequest request) => new(OriginOf(request), RawPath.Of(request), request.QueryString.Value ?? "");

    public static string OriginOf(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    /// <summary>The same URL for another stretch of the list; all other parameters are kept, in their order.</summary>
    public string OfPage(int offset, int limit)
    {
        var url = new StringBuilder(Origin).Append(Path).Append('?');
        foreach (var pair in new QueryStringEnumerable(Query))
        {
            if (pair.DecodeName().Span is not ("offset" or "limit"))
                url.Append(pair.EncodedName).Append('=').Append(pair.EncodedValue).Append('&');
        }

        return url.Append(CultureInfo.InvariantCulture, $"offset={offset}&limit={limit}").ToString();
    }
}
