using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Listening;

/// <summary>Sends whoever comes over plain HTTP to the HTTPS port.</summary>
internal sealed class RedirectApplication(string port, bool nameThePort) : IHttpApplication<IFeatureCollection>
{
    /// <summary>Whether there can be redirects: not to a unix socket, and not to the port that is plain HTTP's.</summary>
    public static bool IsFor([NotNullWhen(true)] IPEndPoint? publicSide) => publicSide is { Port: not 80 };

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        var host = HostWithoutPort(request.Headers.Host.ToString());
        if (host.Length > 0)
        {
            response.StatusCode = 301;
            response.Headers.Location = $"https://{host}{(nameThePort ? ":" + port : "")}{PathOf(request.RawTarget)}";
            response.Headers.ContentLength = 0;
            return;
        }

        response.StatusCode = 400;
        var text = Encoding.ASCII.GetBytes($"This server speaks HTTPS only, on port {port}, and the request does not say which host it was for.");
        response.Headers.ContentLength = text.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(text).ConfigureAwait(false);
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    /// <summary>An IPv6 address keeps its brackets and colons.</summary>
    public static string HostWithoutPort(string host)
    {
        var bracket = host.LastIndexOf(']');
        var colon = host.IndexOf(':', bracket + 1);
        return colon < 0 ? host : host[..colon];
    }

    private static string PathOf(string target)
    {
        if (target.StartsWith('/')) return target;
        return Forwarding.RequestTarget.TryParse(target, out var parsed)
            ? parsed.Path.ToString() + (parsed.Query.IsEmpty ? "" : "?" + parsed.Query.ToString()) : "/";
    }
}
