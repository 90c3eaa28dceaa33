namespace Hub.Proxy.Sockets;

/// <summary>What one copy has carried since it last let others have the thread: fast peers must not starve the rest.</summary>
internal struct Turn
{
    /// <summary>Bytes after which a copy that never had to wait gives way.</summary>
    public const int Length = 1024 * 1024;

    private long _carried;

    /// <summary>True when it is time to give way; the next turn begins with it.</summary>
    public bool IsOver(long more)
    {
        _carried += more;
        if (_carried < Length) return false;
        _carried = 0;
        return true;
    }
}
