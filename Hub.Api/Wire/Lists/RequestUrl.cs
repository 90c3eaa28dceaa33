using System.Globalization;
using System.Text;
using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Api.Wire.Lists;

/// <summary>The URL of a request as its sender knows it.</summary>
public static class RequestUrl
{
    /// <summary>Scheme and host, as the client sees them.</summary>
    public static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    /// <summary>The same URL for another stretch of the list; all other parameters are kept, in their order.</summary>
    public static string OfPage(HttpRequest request, int offset, int limit)
    {
        var url = new StringBuilder(Origin(request)).Append(RawPath.Of(request)).Append('?');
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span is not ("offset" or "limit"))
                url.Append(pair.EncodedName).Append('=').Append(pair.EncodedValue).Append('&');
        }

        return url.Append(CultureInfo.InvariantCulture, $"offset={offset}&limit={limit}").ToString();
    }
}
