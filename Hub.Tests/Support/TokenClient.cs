using System.Net.Http.Headers;
using System.Text;
using Hub.Tests.Support.OpenApi;
using Hub.Tests.Support.Secrets;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Support;

/// <summary>A client of the REST API with one token, or none; an answer that the hub's own document does not allow fails the test.</summary>
public sealed class TokenClient : IDisposable
{
    private readonly HttpClient http;

    public TokenClient(int port, string? token = null)
    {
        http = new HttpClient(new OpenApiCheck(new SecretWatch(
            port, new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null })))
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}/hub/api/"),
        };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", token);
    }

    public Task<WholeAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, (byte[]?)null, headers);

    public Task<WholeAnswer> PostAsync(string path, string? body = null) => SendAsync("POST", path, body);

    public Task<WholeAnswer> PutAsync(string path, string? body = null) => SendAsync("PUT", path, body);

    public Task<WholeAnswer> PatchAsync(string path, string? body = null) => SendAsync("PATCH", path, body);

    public Task<WholeAnswer> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body);

    /// <param name="path">Below the API, or with a slash before it from the root.</param>
    public Task<WholeAnswer> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), headers);

    public async Task<WholeAnswer> SendAsync(string method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
                request.Content!.Headers.Remove(name);
            (name == "Content-Type" ? (HttpHeaders)request.Content!.Headers : request.Headers).TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new WholeAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), all);
    }

    /// <summary>Opens an event stream, to be read line by line.</summary>
    public async Task<StreamReader> StreamAsync(string path, CancellationToken ct = default, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        return new StreamReader(await response.Content.ReadAsStreamAsync(ct));
    }

    public void Dispose() => http.Dispose();
}

/// <summary>A whole answer.</summary>
public sealed record WholeAnswer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JToken Json => JsonShape.Parse(Text);

    public string? Message => Text.Length == 0 ? null : Json.Value<string>("message");

    /// <summary>The status, and the whole body; <see cref="JsonShape"/> says which words stand for anything.</summary>
    public void ShouldBe(int status, string json)
    {
        Status.ShouldBe(status, Text);
        JsonShape.Compare(Json, JsonShape.Parse(json));
    }

    /// <summary>An empty answer.</summary>
    public void ShouldBe(int status)
    {
        Status.ShouldBe(status, Text);
        Text.ShouldBe("");
    }

    /// <summary>An error in the one form errors have.</summary>
    public void ShouldFail(int status, string? message = null)
    {
        Status.ShouldBe(status, Text);
        var body = Json.ShouldBeOfType<JObject>();
        body.Value<int>("status").ShouldBe(status);
        if (message is null)
            body.Value<string>("message").ShouldNotBeNullOrEmpty();
        else
            body.Value<string>("message").ShouldBe(message);
    }
}
