using System.Globalization;
using System.Text;
using Hub.Proxy.Forwarding;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Balancing;

/// <summary>Asks a backend how it is, always on a new connection: one that stands says nothing about the next.</summary>
internal static class HealthCheck
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    /// <summary>Why the backend should get no requests, or null.</summary>
    /// <param name="path">Null asks only for a connection.</param>
    public static async Task<string?> FindProblemAsync(UpstreamPool pool, string? path)
    {
        using var limit = new CancellationTokenSource(_limit);
        UpstreamConnection? connection = null;
        try
        {
            connection = await pool.ConnectAsync(limit.Token).ConfigureAwait(false);
            if (path is null) return null;
            using var cut = limit.Token.UnsafeRegister(static c => ((UpstreamConnection)c!).Dispose(), connection);
            var status = await AskAsync(connection, path).ConfigureAwait(false);
            return status is >= 200 and < 300 ? null : $"{path} answered {status.ToString(CultureInfo.InvariantCulture)}";
        }
        catch (Exception e) when (UpstreamDialogue.IsTrouble(e))
        {
            return limit.IsCancellationRequested ? $"{path ?? "connect"} took longer than {_limit.TotalSeconds:0} s" : e.Message;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private static async Task<int> AskAsync(UpstreamConnection connection, string path)
    {
        await connection.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {connection.Pool.Address.HostHeader}\r\nConnection: close\r\n\r\n")).ConfigureAwait(false);
        var answer = new ResponseHead();
        while (true)
        {
            if (!connection.Buffered.IsEmpty && answer.TryParse(connection.Buffered.Span, toHead: false, out var consumed))
            {
                if (!answer.IsInformational) return answer.Status;
                connection.Consume(consumed);
                continue;
            }

            if (connection.IsBufferFull) throw new UpstreamFailure("response head over 16 KiB");
            if (await connection.FillAsync().ConfigureAwait(false) == 0) throw new UpstreamFailure($"{path}: closed without an answer");
        }
    }
}
