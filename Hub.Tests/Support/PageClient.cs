using System.Net;
using System.Text.RegularExpressions;
using Hub.Tests.Support.OpenApi;
using Hub.Tests.Support.Secrets;

namespace Hub.Tests.Support;

/// <summary>A browser without eyes: it keeps cookies by path and follows no redirect.</summary>
public sealed partial class PageClient : IDisposable
{
    private readonly HttpClient http;
    private readonly Uri root;

    public PageClient(int port)
    {
        root = new Uri($"http://127.0.0.1:{port}");
        http = new HttpClient(new OpenApiCheck(new SecretWatch(port, new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies })))
        {
            BaseAddress = root,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("PageClient/1");
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The value of a cookie that would be sent to a page of the hub; null when there is none.</summary>
    public string? Cookie(string name, string path = "/hub/") => Cookies.GetCookies(new Uri(root, path))[name]?.Value;

    public Task<HttpResponseMessage> GetAsync(string target, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, target, null, headers);

    public Task<HttpResponseMessage> PostFormAsync(string target, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, target, Form(fields));

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string target, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, target) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>Signs in through the form, as a person would.</summary>
    public async Task<HttpResponseMessage> LoginAsync(string user, string password = "password", string query = "")
    {
        using var page = await GetAsync($"/hub/login{query}");
        return await PostFormAsync(
            $"/hub/login{query}", ("_xsrf", await XsrfOf(page)), ("username", user), ("password", password));
    }

    /// <summary>The value a form or script of this page would send.</summary>
    public static async Task<string> XsrfOf(HttpResponseMessage page) => Xsrf().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;

    public void Dispose() => http.Dispose();

    [GeneratedRegex("data-xsrf-token=\"([^\"]*)\"")]
    private static partial Regex Xsrf();
}

/// <summary>What tests look at in an answer.</summary>
public static class Answers
{
    public static string? Place(this HttpResponseMessage answer) => answer.Headers.Location?.OriginalString;

    public static Task<string> TextAsync(this HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();
}
