using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>Tells requests for a WebSocket from all others; other upgrades are served as if they had not asked.</summary>
internal static class UpgradeRequest
{
    public static bool IsWebSocket(Exchange exchange)
    {
        if (exchange.IsHttp2) return exchange.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
        var headers = exchange.RequestHeaders;
        return headers.Upgrade.Count > 0 && exchange.Method == "GET"
            && headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && exchange.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
    }
}
