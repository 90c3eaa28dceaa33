using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Services;

/// <summary>Asks whether a service answers at its URL: any answer of HTTP will do.</summary>
public sealed class ServiceReach(TimeProvider time, ILogger<ServiceReach> log) : IDisposable
{
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = LongestTry,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        // Whether its certificate is good is a matter of those who visit it; here nothing is sent and nothing believed.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    public async Task<bool> AnswersAsync(Uri url, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(LongestTry, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await http.SendAsync(request, either.Token);
            return true;
        }
        catch (Exception silent) when (silent is HttpRequestException or NotSupportedException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            log.LogTrace("{Url} does not answer: {Reason}", url, silent.Message);
            return false;
        }
    }

    /// <summary>Waits until it answers. False when that takes longer.</summary>
    public async Task<bool> WaitAsync(Uri url, TimeSpan limit, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (!await AnswersAsync(url, ct))
        {
            if (time.GetElapsedTime(began) >= limit)
                return false;
            await Task.Delay(Pause, time, ct);
        }

        return true;
    }

    public void Dispose() => http.Dispose();
}
