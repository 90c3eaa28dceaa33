using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners;

/// <summary>Waits until a started server answers HTTP.</summary>
/// <param name="hubVersion">What the hub itself sends as <c>X-JupyterHub-Version</c>.</param>
public sealed class ReadinessProbe(string hubVersion, TimeProvider time, ILogger<ReadinessProbe> log) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>A server may accept a connection long before it answers; then another try may fare better.</summary>
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        // A redirect is an answer, and where it leads is no business of ours.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Each server is asked a few times and never again.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
    });

    /// <summary>
    /// Asks with growing pauses until any answer below 500, or until <paramref name="ct"/> says it has been long enough.
    /// </summary>
    /// <param name="url">The server's <c>api</c>.</param>
    /// <param name="poll">Looks whether the server still runs: there is nothing to wait for when it does not.</param>
    /// <exception cref="SpawnFailedException">The server has ended.</exception>
    public async Task WaitAsync(Uri url, Func<CancellationToken, Task<PollResult>> poll, CancellationToken ct)
    {
        for (var pause = FirstPause; ; pause = Min(pause * 1.4, LongestPause))
        {
            var answered = await AnswersAsync(url, ct);
            // Also after an answer: something else may listen where the server found the port taken and ended.
            if (await poll(ct) is PollResult.Stopped gone)
                throw Ended(gone);
            if (answered)
                return;
            await Task.Delay(pause, time, ct);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<bool> AnswersAsync(Uri url, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(LongestTry, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await http.SendAsync(request, either.Token);
            if ((int)response.StatusCode >= 500)
            {
                log.LogDebug("{Url} answers {Status}", url, (int)response.StatusCode);
                return false;
            }
            CompareVersions(url, response);
            return true;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            log.LogTrace("{Url} does not answer yet: {Reason}", url, notYet.Message);
            return false;
        }
    }

    /// <summary>Versions that differ mostly get on well, so this is for those who search the log for a reason.</summary>
    private void CompareVersions(Uri url, HttpResponseMessage response)
    {
        var version = response.Headers.TryGetValues("X-JupyterHub-Version", out var values) ? values.First() : "none";
        if (Major(version) != Major(hubVersion))
            log.LogDebug("{Url} speaks JupyterHub version {Version}, the hub {HubVersion}", url, version, hubVersion);
    }

    private static string Major(string version) => version.Split('.')[0];

    private static SpawnFailedException Ended(PollResult.Stopped gone) =>
        new(gone.Output.Length == 0
            ? $"The server ended before it answered: {gone.Reason}."
            : $"The server ended before it answered: {gone.Reason}. Its last output:\n{gone.Output}")
        {
            ExitStatus = gone.ExitStatus,
            Output = gone.Output,
        };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
