using Hub.Api.Wire.Paths;
using Microsoft.Extensions.Primitives;

namespace Hub.Api.Wire.Headers;

/// <summary>The headers that stand on every answer, made once.</summary>
public sealed class AnswerHeaders
{
    /// <summary>A year, for this host only; an operator's own header takes its place.</summary>
    private const string StayWithTls = "max-age=31536000";

    private readonly KeyValuePair<string, StringValues>[] onPages;
    private readonly KeyValuePair<string, StringValues>[] onApi;

    public AnswerHeaders(WireOptions options)
    {
        var policy = $"frame-ancestors 'none'; report-uri {options.BaseUrl}hub/security/csp-report";
        onPages = Build(options, policy);
        onApi = Build(options, policy + "; default-src 'none'");
    }

    public void Apply(HttpContext context)
    {
        if (context.Request.IsHttps)
            context.Response.Headers.StrictTransportSecurity = StayWithTls;
        foreach (var (name, value) in ApiPaths.AnswersInJson(context.Request.Path) ? onApi : onPages)
            context.Response.Headers[name] = value;
        // The one answer any page may read, and ask about before: it tells nobody anything.
        if (ApiPaths.IsRoot(context.Request.Path))
            context.Response.Headers.TryAdd("Access-Control-Allow-Origin", "*");
    }

    private static KeyValuePair<string, StringValues>[] Build(WireOptions options, string policy)
    {
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-JupyterHub-Version"] = ApiVersion.Current,
            ["Access-Control-Allow-Headers"] = "accept, content-type, authorization",
            ["Content-Security-Policy"] = policy,
        };
        foreach (var (name, value) in options.Headers)
        {
            if (!IsLegal(name, value))
                throw new ArgumentException($"tornado_settings.headers: {name} cannot be sent: a name is letters, digits and dashes, a value is one line");
            headers[name] = value;
        }

        return [.. headers];
    }

    private static bool IsLegal(string name, string value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
        && !value.Any(char.IsControl);
}
