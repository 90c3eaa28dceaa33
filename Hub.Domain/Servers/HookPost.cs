using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Domain.Servers;

/// <summary>Posts to the web address of a hook.</summary>
internal sealed class HookPost(TimeSpan timeout, string secret) : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private const int LongestReason = 300;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = timeout,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <returns>What it answers.</returns>
    /// <exception cref="HookFailedException">It answers anything but success, or nothing.</exception>
    public async Task<string> SendAsync(Uri url, string story, CancellationToken ct)
    {
        var body = Encoding.UTF8.GetBytes(story);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (secret.Length > 0)
            request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        try
        {
            using var answer = await http.SendAsync(request, ct);
            var said = await answer.Content.ReadAsStringAsync(ct);
            if (answer.IsSuccessStatusCode)
                return said;
            throw new HookFailedException(said.Length is > 0 and <= LongestReason ? said : $"{url.Host} answered {(int)answer.StatusCode}");
        }
        catch (Exception silent) when (silent is HttpRequestException || (silent is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new HookFailedException($"{url.Host} does not answer", silent);
        }
    }

    public void Dispose() => http.Dispose();
}
