using Hub.Proxy.Upstream;
using Microsoft.Extensions.Primitives;

namespace Hub.Proxy.Forwarding;

/// <summary>Puts a backend's head into the client's response.</summary>
internal sealed class ResponseHeadRelay(ForwardingRules rules)
{
    public void Apply(Exchange exchange, TargetAddress address)
    {
        var answer = exchange.Answer;
        exchange.StatusCode = answer.Status;
        if (!exchange.IsHttp2 && answer.Reason is not null) exchange.ReasonPhrase = answer.Reason;
        var headers = exchange.ResponseHeaders;
        ulong seen = 0;
        foreach (var field in answer.Fields)
        {
            if (answer.IsForProxy(field)) continue;
            var repeated = field.Known >= 0 ? (seen & (1UL << field.Known)) != 0 : headers.ContainsKey(field.Name);
            if (field.Known >= 0) seen |= 1UL << field.Known;
            var value = field.Role == HeaderRole.Location ? LocationRewrite.Apply(rules, exchange, address, field.Value) : field.Value;
            headers[field.Name] = repeated ? Join(field, headers[field.Name], value) : value;
        }

        PrepareBody(exchange);
    }

    /// <summary>Says how the body's end is marked.</summary>
    public static void PrepareBody(Exchange exchange)
    {
        var answer = exchange.Answer;
        if (answer.Body == BodyKind.Chunked && exchange.FramesChunks) exchange.ResponseHeaders.TransferEncoding = "chunked";
        // 1xx and 204 must not tell a length; Kestrel refuses to send one.
        if (answer.ContentLength is { } length && answer.Status != 204) exchange.ResponseHeaders.ContentLength = length;
    }

    private static StringValues Join(ResponseField field, StringValues before, string value) =>
        field.Role == HeaderRole.SetCookie ? StringValues.Concat(before, value) : $"{before}, {value}";
}
