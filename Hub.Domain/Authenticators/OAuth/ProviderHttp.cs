using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>Talks to a provider: bounded in time and size, and without following redirects, which would carry tokens elsewhere.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int MostBytes = 1 << 20;

    private readonly HttpClient http;
    private readonly TimeSpan patience;

    public ProviderHttp(ProviderConnection connection)
    {
        patience = connection.Patience;
        http = new HttpClient(connection.Handler()) { Timeout = patience, MaxResponseContentBufferSize = MostBytes };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(connection.UserAgent);
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <exception cref="ProviderException">It cannot be reached, or does not answer in time.</exception>
    public async Task<ProviderAnswerBody> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            try
            {
                using var answer = await http.SendAsync(request, ct);
                return new ProviderAnswerBody((int)answer.StatusCode, Parsed(await answer.Content.ReadAsStringAsync(ct)));
            }
            catch (HttpRequestException failed)
            {
                throw new ProviderException($"The login provider at {request.RequestUri!.Authority} cannot be reached: {failed.Message}");
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new ProviderException($"The login provider at {request.RequestUri!.Authority} did not answer within {patience.TotalSeconds} s");
            }
        }
    }

    /// <summary>Gets a JSON object.</summary>
    /// <exception cref="ProviderException">It cannot be had.</exception>
    public async Task<JsonObject> GetObjectAsync(string url, CancellationToken ct)
    {
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, url), ct);
        return answer is { Status: 200, Json: JsonObject json }
            ? json
            : throw new ProviderException($"{url} answered {answer.Status} and no JSON object");
    }

    public void Dispose() => http.Dispose();

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            // An error page, for example: its status says enough.
            return null;
        }
    }
}
