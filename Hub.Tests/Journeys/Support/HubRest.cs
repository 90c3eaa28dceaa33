using System.Text;
using System.Text.Json.Nodes;
using Hub.Tests.Support.Secrets;

namespace Hub.Tests.Journeys.Support;

/// <summary>A client of the hub's REST API, through the proxy, with a token.</summary>
public sealed class HubRest : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Uri root;
    private readonly HttpClient http;

    public HubRest(Uri root, string? token)
    {
        this.root = root;
        http = new HttpClient(new SecretWatch(root.Port, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })) { Timeout = Patience };
        if (token is not null)
            http.DefaultRequestHeaders.Add("Authorization", $"token {token}");
    }

    public Task<RestAnswer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, null, accept);

    public Task<RestAnswer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, Content(body));

    public Task<RestAnswer> DeleteAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Delete, path, Content(body));

    /// <param name="path">Below <c>/hub/api/</c>; from the root of the proxy when it begins with a slash; or a whole URL.</param>
    public async Task<RestAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, At(path)) { Content = content };
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await http.SendAsync(request);
        return new RestAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Follows a start to its end: every event in order. The hub ends the stream with the event that says ready or failed.</summary>
    public async Task<IReadOnlyList<JsonNode>> ProgressAsync(string path)
    {
        using var bounded = new CancellationTokenSource(Patience);
        await using var stream = await http.GetStreamAsync(At(path), bounded.Token);
        using var reader = new StreamReader(stream);
        var events = new List<JsonNode>();
        while (await reader.ReadLineAsync(bounded.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                events.Add(JsonNode.Parse(line["data: ".Length..])!);
        }

        return events;
    }

    /// <summary>Adds a user, who must be new.</summary>
    public async Task AddUserAsync(string name) =>
        (await PostAsync($"users/{Uri.EscapeDataString(name)}")).ShouldBeStatus(201);

    /// <summary>Starts a server and follows it until it is ready; the path of the server comes back.</summary>
    public async Task<string> StartServerAsync(string user, string server = "", JsonObject? body = null)
    {
        var path = ServerPath(user, server);
        (await PostAsync(path, body)).Status.ShouldBeOneOf(201, 202);
        var last = (await ProgressAsync(path + "/progress"))[^1];
        last["ready"]?.GetValue<bool>().ShouldBeTrue(last.ToJsonString());
        return (string)last["url"]!;
    }

    /// <summary>A fresh token with all that a user may do.</summary>
    public async Task<string> TokenOfAsync(string user)
    {
        var answer = await PostAsync($"users/{Uri.EscapeDataString(user)}/tokens");
        answer.ShouldBeStatus(201);
        return (string)answer.Json["token"]!;
    }

    /// <summary>The model of the user's server; null when none runs.</summary>
    public async Task<JsonNode?> ServerAsync(string user, string server = "") =>
        (await GetAsync($"users/{Uri.EscapeDataString(user)}")).Json["servers"]![server];

    public static string ServerPath(string user, string server) => server.Length == 0
        ? $"users/{Uri.EscapeDataString(user)}/server"
        : $"users/{Uri.EscapeDataString(user)}/servers/{Uri.EscapeDataString(server)}";

    public void Dispose() => http.Dispose();

    private Uri At(string path) => path.StartsWith("http://", StringComparison.Ordinal) ? new Uri(path)
        : path.StartsWith('/') ? new Uri(root, path)
        : new Uri(root, "/hub/api/" + path);

    private static StringContent? Content(JsonNode? body) =>
        body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
}

/// <summary>An answer of the API.</summary>
public sealed record RestAnswer(int Status, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new AssertionException($"No JSON: {Text}");

    public string Message => (string)Json["message"]!;

    public void ShouldBeStatus(int status) => Status.ShouldBe(status, Text);
}
