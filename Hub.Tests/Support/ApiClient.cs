using System.Net.Http.Headers;
using System.Text;
using Hub.Tests.Support.OpenApi;
using Hub.Tests.Support.Secrets;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Support;

/// <summary>Speaks to the REST API of a hub with one token, or with none; an answer that the hub's own document does not allow fails the test.</summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;

    public ApiClient(int port, string name, string? token)
    {
        Name = name;
        http = new HttpClient(new OpenApiCheck(new SecretWatch(port, new SocketsHttpHandler()))) { BaseAddress = new Uri($"http://127.0.0.1:{port}/hub/api/") };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", token);
    }

    /// <summary>Whose token it is.</summary>
    public string Name { get; }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync("GET", path);

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/hub/api/</c>, or from the root when it begins with a slash.</param>
    /// <param name="body">Sent as JSON; null for none.</param>
    public async Task<ApiAnswer> SendAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(JsonConvert.SerializeObject(body), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new ApiAnswer(
            (int)answer.StatusCode, text.Length == 0 ? null : JsonConvert.DeserializeObject<JToken>(text, new JsonSerializerSettings { DateParseHandling = DateParseHandling.None }));
    }

    public void Dispose() => http.Dispose();
}

/// <summary>An answer of the REST API: status, and body where there was one.</summary>
public sealed record ApiAnswer(int Status, JToken? Body)
{
    public JToken this[string key] => Body![key] ?? throw new KeyNotFoundException($"No {key} in {Body}");

    /// <summary>The message of an error.</summary>
    public string Message => (string)this["message"]!;

    /// <summary>A value of each item of a page.</summary>
    public IEnumerable<string?> Items(string path) => this["items"].Select(item => (string?)item.SelectToken(path));

    public IEnumerable<string?> Texts(string key) => this[key].Select(item => (string?)item);
}
