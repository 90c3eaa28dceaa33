using System.Text;

namespace Hub.Proxy.Logging;

/// <summary>
/// Writes lines to a stream from a thread of its own, many at a time, so that a busy API or a slow terminal costs no
/// request any time.
/// </summary>
internal sealed class StreamLogSink : ILogSink, IDisposable
{
    private const int MostWaiting = 100_000;

    private readonly Stream _stream;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _some = new(0);
    private readonly Thread _writer;
    private StringBuilder _waiting = new();
    private int _lines;
    private int _lost;
    private bool _ended;

    public StreamLogSink(Stream stream)
    {
        _stream = stream;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public void WriteLine(string line)
    {
        lock (_lock)
        {
            if (_ended) return;
            if (_lines >= MostWaiting)
            {
                _lost++;
                return;
            }

            _waiting.Append(line).Append('\n');
            if (++_lines > 1) return;
        }

        _some.Release();
    }

    /// <summary>Writes out what waits.</summary>
    public void Dispose()
    {
        lock (_lock) _ended = true;
        _some.Release();
        _writer.Join(TimeSpan.FromSeconds(2));
        _some.Dispose();
    }

    private void WriteAll()
    {
        var next = new StringBuilder();
        while (true)
        {
            _some.Wait();
            StringBuilder ready;
            bool ended;
            lock (_lock)
            {
                ready = _waiting;
                _waiting = next;
                if (_lost > 0) ready.Append(_lost).Append(" log lines were lost\n");
                _lines = _lost = 0;
                ended = _ended;
            }

            if (!TryWrite(ready.ToString()) || ended) return;
            next = ready.Clear();
        }
    }

    private bool TryWrite(string text)
    {
        try
        {
            _stream.Write(Encoding.UTF8.GetBytes(text));
            _stream.Flush();
            return true;
        }
        catch (IOException)
        {
            // Whoever read the log is gone, as when a hub dies before its proxy; the proxy goes on without.
            lock (_lock) _ended = true;
            return false;
        }
    }
}
