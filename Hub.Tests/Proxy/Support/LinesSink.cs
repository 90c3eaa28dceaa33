using System.Collections.Concurrent;
using Hub.Proxy.Logging;

namespace Hub.Tests.Proxy.Support;

/// <summary>Keeps log lines for a test to read.</summary>
internal sealed class LinesSink : ILogSink
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void WriteLine(string line) => Lines.Enqueue(line);
}
