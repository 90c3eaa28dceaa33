using System.Text.Json;

namespace Hub.Api.SingleUser;

/// <summary>What the hub tells a single-user server about itself; see <see cref="SingleUserEnvironment"/> for where it stands.</summary>
public sealed record SingleUserSettings
{
    public required string UserName { get; init; }

    /// <summary>Empty for the default server.</summary>
    public required string ServerName { get; init; }

    public required BindAddress Bind { get; init; }

    /// <summary>The server's own path as browsers write it, with a slash at both ends.</summary>
    public required string Prefix { get; init; }

    /// <summary>The hub's API as seen from here, without a slash at its end.</summary>
    public required string ApiUrl { get; init; }

    /// <summary>Also the secret of the OAuth client.</summary>
    public required string ApiToken { get; init; }

    public required string ClientId { get; init; }

    public required string CallbackUrl { get; init; }

    /// <summary>The hub as browsers reach it, with a slash at its end: a path, or a whole URL where servers have hosts of their own.</summary>
    public required string HubUrl { get; init; }

    /// <summary>A visitor needs one of these.</summary>
    public required IReadOnlyList<string> AccessScopes { get; init; }

    /// <summary>Null where the hub does not want to hear of activity.</summary>
    public string? ActivityUrl { get; init; }

    public TimeSpan ActivityInterval { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Known only where the deployment's public address is configured.</summary>
    public string PublicUrl { get; init; } = "";

    public bool CookieHostPrefix { get; init; }

    /// <summary>Further attributes of the cookies, such as <c>samesite</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> CookieOptions { get; init; } = new Dictionary<string, JsonElement>();

    public bool Debug { get; init; }

    /// <summary>The pauses between tries to reach the hub at the start.</summary>
    public IReadOnlyList<TimeSpan> CheckPauses { get; init; } = Seconds(2, 4, 8, 16);

    /// <summary>The pauses between tries to report activity: a minute in all, so that a hub that restarts is met again.</summary>
    public IReadOnlyList<TimeSpan> ActivityPauses { get; init; } = Seconds(1, 2, 4, 8, 15, 15, 15);

    private static TimeSpan[] Seconds(params int[] seconds) => [.. seconds.Select(each => TimeSpan.FromSeconds(each))];
}
