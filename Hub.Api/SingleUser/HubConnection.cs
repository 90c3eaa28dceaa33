using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Api.Wire.Json;

namespace Hub.Api.SingleUser;

/// <summary>The calls that a single-user server makes to its hub.</summary>
public sealed class HubConnection(SingleUserSettings settings) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // The hub is near; a proxy for the outer world, which users like to configure, would not find it.
        UseProxy = false,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseContentBufferSize = 4 * 1024 * 1024,
    };

    /// <summary>Asks whether the hub is there.</summary>
    /// <returns>The version of JupyterHub that it speaks; null when it does not say.</returns>
    public async Task<string?> GreetAsync(CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, settings.ApiUrl, null, null, ct);
        Check(response, "The hub does not answer as one");
        return response.Headers.TryGetValues("X-JupyterHub-Version", out var versions) ? versions.First() : null;
    }

    /// <summary>Asks whose token it is; null when it is nobody's.</summary>
    public async Task<Visitor?> IdentifyAsync(string token, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, $"{settings.ApiUrl}/user", token, null, ct);
        if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            return null;
        Check(response, "The hub does not say who you are");
        var model = await ReadAsync(response, ct);
        var name = Text(model["name"]);
        return new Visitor(
            Text(model["kind"]) is { Length: > 0 } kind ? kind : "user",
            name,
            (model["user_info"] as JsonObject)?["display_name"] is { } shown ? Text(shown) : name,
            model["scopes"] is JsonArray scopes ? [.. scopes.Select(Text)] : []);
    }

    /// <summary>Turns the code that a browser brought from the hub into the visitor's token.</summary>
    public async Task<string> RedeemAsync(string code, string verifier, CancellationToken ct)
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = settings.ClientId,
            ["client_secret"] = settings.ApiToken,
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = settings.CallbackUrl,
            ["code_verifier"] = verifier,
        });
        using var response = await SendAsync(HttpMethod.Post, $"{settings.ApiUrl}/oauth2/token", null, form, ct);
        var answer = await ReadAsync(response, ct);
        if (Text(answer["error"]) is { Length: > 0 } error)
            throw new HubCallException(500, $"The hub does not complete the sign-in: {error}");
        Check(response, "The hub does not complete the sign-in");
        return Text(answer["access_token"]) is { Length: > 0 } token
            ? token
            : throw new HubCallException(502, "The hub completes the sign-in without a token");
    }

    public async Task ReportActivityAsync(DateTimeOffset lastActivity, CancellationToken ct)
    {
        var time = Timestamp.Of(lastActivity);
        var body = new JsonObject
        {
            ["servers"] = new JsonObject { [settings.ServerName] = new JsonObject { ["last_activity"] = time } },
            ["last_activity"] = time,
        };
        var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await SendAsync(HttpMethod.Post, settings.ActivityUrl!, settings.ApiToken, content, ct);
        Check(response, "The hub does not take the report");
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, string? token, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        // A token of a visitor may hold anything; it is the hub's part to refuse it.
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"token {token}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            return await http.SendAsync(request, ct);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            var reason = error is HttpRequestException ? error.Message : "no answer in time";
            throw new HubCallException(500, $"Failed to reach the hub at {settings.ApiUrl}: {reason}", error);
        }
    }

    /// <summary>As JupyterHub: the hub's own failure is a 502 here, anything else is a failure of this server.</summary>
    private static void Check(HttpResponseMessage response, string what)
    {
        if (!response.IsSuccessStatusCode)
            throw new HubCallException((int)response.StatusCode >= 500 ? 502 : 500, $"{what}: {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct) as JsonObject ?? [];
        }
        catch (JsonException error)
        {
            throw new HubCallException(502, $"The hub answers {(int)response.StatusCode} with something that is not JSON", error);
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
