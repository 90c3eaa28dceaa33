using System.Globalization;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Shares;

namespace Hub.Api.Shares;

/// <summary>Makes models of shares and share codes, with the addresses that belong in them.</summary>
public sealed class ShareModels(ServerAddresses addresses, HubUrls urls)
{
    private const string IdPrefix = "sc_";

    public ShareModel Of(ShareSnapshot share) => new()
    {
        Server = Of(share.Server),
        Scopes = share.Scopes,
        User = share.Recipient.IsGroup ? null : new NameModel(share.Recipient.Name),
        Group = share.Recipient.IsGroup ? new NameModel(share.Recipient.Name) : null,
        Kind = share.Recipient.IsGroup ? "group" : "user",
        CreatedAt = share.Created,
    };

    /// <param name="share">The share code.</param>
    /// <param name="code">The code itself, for whoever just made it.</param>
    public ShareCodeModel Of(ShareCodeSnapshot share, string? code = null)
    {
        var path = $"{urls.HubPrefix}accept-share?code={code}";
        return new ShareCodeModel
        {
            Server = Of(share.Server),
            Scopes = share.Scopes,
            Id = string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{share.Id}"),
            CreatedAt = share.Created,
            ExpiresAt = share.ExpiresAt,
            ExchangeCount = share.ExchangeCount,
            LastExchangedAt = share.LastExchangedAt,
            Code = code,
            AcceptUrl = code is null ? null : path,
            FullAcceptUrl = code is null || urls.PublicHost.Length == 0 ? null : urls.PublicHost + path,
        };
    }

    public static int? ParseCodeId(string id) =>
        id.StartsWith(IdPrefix, StringComparison.Ordinal)
        && int.TryParse(id.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private SharedServerModel Of(SharedServer server) => new()
    {
        User = new NameModel(server.Owner),
        Name = server.Name,
        Url = addresses.Url(server.Owner, server.Name),
        FullUrl = addresses.FullUrl(server.Owner, server.Name),
        Ready = server.Ready,
    };
}
