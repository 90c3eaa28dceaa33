using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Routes;

/// <summary>Sends requests to the API of one proxy: few at once, and again when they fail for a reason that passes.</summary>
internal sealed class ProxyApi : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly SemaphoreSlim _slots;
    private readonly TimeSpan _retryFor;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile ProxyEndpoint _endpoint;

    public ProxyApi(ConfigurableProxySettings settings, HttpMessageHandler handler, TimeProvider time, ILogger log)
    {
        _http = new HttpClient(handler) { Timeout = settings.RequestTimeout };
        _slots = new SemaphoreSlim(settings.Concurrency);
        _retryFor = settings.RetryFor;
        _endpoint = settings.Endpoint;
        _time = time;
        _log = log;
    }

    public ProxyEndpoint Endpoint
    {
        get => _endpoint;
        set => _endpoint = value;
    }

    /// <summary>The answer, if it is one of those expected; everything else becomes a <see cref="ProxyException"/>.</summary>
    public async Task<ProxyAnswer> SendAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken ct, params HttpStatusCode[] expected)
    {
        // Counted from the first failure: waiting for a slot among thousands of routes is no failure.
        long? failing = null;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            var (answer, failure) = await TryAsync(method, path, body, ct);
            if (answer is not null && (expected.Contains(answer.Status) || (int)answer.Status < 500))
                return Checked(answer, method, path, expected);
            var text = failure?.Message ?? $"it answered {(int)answer!.Status}";
            failing ??= _time.GetTimestamp();
            if (_time.GetElapsedTime(failing.Value) + delay > _retryFor)
                throw new ProxyException($"The proxy at {Endpoint} does not take {method} {path}: {text}", failure);
            _log.LogWarning("Proxy at {ApiUrl}: {Method} {Path} failed ({Failure}), trying again", Endpoint, method, path, text);
            await Task.Delay(delay, _time, ct);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private async Task<(ProxyAnswer? Answer, Exception? Failure)> TryAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            using var request = Request(method, path, body);
            using var response = await _http.SendAsync(request, ct);
            return (new ProxyAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct)), null);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // No second try mends a certificate.
            throw new ProxyException($"The proxy at {Endpoint} cannot be trusted or does not speak TLS, " +
                $"see ConfigurableHTTPProxy.api_url: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (HttpRequestException e)
        {
            return (null, e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            return (null, new TimeoutException($"no answer within {_http.Timeout.TotalSeconds:0.#} s", e));
        }
        finally
        {
            _slots.Release();
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, JsonNode? body)
    {
        var endpoint = Endpoint;
        // Sent to the letter: the proxy decodes the path once, so nobody may tidy it up before.
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(method, new Uri($"{endpoint.ToString().TrimEnd('/')}/api/routes{path}", asWritten));
        request.Headers.TryAddWithoutValidation("Authorization", $"token {endpoint.AuthToken}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        return request;
    }

    private ProxyAnswer Checked(ProxyAnswer answer, HttpMethod method, string path, HttpStatusCode[] expected)
    {
        if (expected.Contains(answer.Status))
            return answer;
        throw new ProxyException(answer.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"The proxy at {Endpoint} refuses the hub's token: ConfigurableHTTPProxy.auth_token (or CONFIGPROXY_AUTH_TOKEN) " +
                "must be the same for the hub and for the proxy",
            HttpStatusCode.NotFound =>
                $"There is no routing table at {Endpoint} ({method} {path} answered 404): check ConfigurableHTTPProxy.api_url",
            _ => $"The proxy at {Endpoint} answered {(int)answer.Status} to {method} {path}: {answer.Text}",
        })
        {
            TokenRefused = answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
        };
    }
}
