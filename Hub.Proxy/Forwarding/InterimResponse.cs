using Microsoft.AspNetCore.Connections.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>Passes on what a backend says before its answer, such as 103 Early Hints.</summary>
internal static class InterimResponse
{
    /// <summary>
    /// Kestrel knows no such responses, so the bytes go past it into the connection, where nothing else is being written
    /// before the answer begins. "100 Continue" is not passed on: the client got one when its body was first read.
    /// HTTP/2 frames cannot be slipped in like that, and HTTP/1.0 has no such thing.
    /// </summary>
    public static async ValueTask RelayAsync(Exchange exchange)
    {
        var answer = exchange.Answer;
        if (answer.Status == 100 || exchange.IsHttp2 || exchange.IsHttp10) return;
        if (exchange.Features.Get<IConnectionTransportFeature>() is not { } transport) return;
        var head = new HeadBuffer();
        head.Append("HTTP/1.1 "u8);
        head.Append(answer.Status);
        head.Append(" "u8);
        head.Append(answer.Reason ?? Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(answer.Status));
        head.Append("\r\n"u8);
        foreach (var field in answer.Fields)
        {
            if (answer.IsForProxy(field)) continue;
            head.Append(field.Name);
            head.AppendHeader(""u8, field.Value);
        }

        head.Append("\r\n"u8);
        await transport.Transport.Output.WriteAsync(head.Written).ConfigureAwait(false);
        head.Release();
    }
}
