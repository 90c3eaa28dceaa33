using System.Net;

namespace Hub.Tests.Api.SingleUser;

/// <summary>A browser before a deployment's proxy: paths below <c>/hub/</c> reach the hub, all others the server, and cookies stay.</summary>
public sealed class FakeBrowser(string hub, string server) : IDisposable
{
    private readonly HttpClientHandler handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
    private HttpClient? http;

    public CookieContainer Cookies => handler.CookieContainer;

    /// <summary>One request, without a look at where it redirects.</summary>
    public async Task<Answer> AskAsync(string path, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        http ??= new HttpClient(handler);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, (path.StartsWith("/hub/", StringComparison.Ordinal) ? hub : server) + path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join('\n', header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(path, (int)response.StatusCode, await response.Content.ReadAsStringAsync(), all);
    }

    /// <summary>Opens a page as a person does, through all redirects.</summary>
    public async Task<Answer> OpenAsync(string path)
    {
        for (var hops = 0; hops < 10; hops++)
        {
            var answer = await AskAsync(path, null, ("Sec-Fetch-Mode", "navigate"));
            if (answer.Status != 302)
                return answer;
            path = answer.Location;
        }

        throw new AssertionException($"Redirected in circles, last to {path}");
    }

    public void Dispose()
    {
        http?.Dispose();
        handler.Dispose();
    }

    /// <summary>What came back, and from where in the end.</summary>
    public sealed record Answer(string Path, int Status, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Location => Headers["Location"];
    }
}
