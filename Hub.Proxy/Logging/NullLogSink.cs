namespace Hub.Proxy.Logging;

/// <summary>Keeps nothing.</summary>
internal sealed class NullLogSink : ILogSink
{
    public void WriteLine(string line)
    {
    }
}
