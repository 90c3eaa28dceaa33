namespace Hub.Proxy.Routes;

/// <summary>The segments of a path: slashes at both ends do not count, empty segments inside do.</summary>
internal ref struct Segments
{
    private ReadOnlySpan<char> _rest;
    private bool _done;

    public Segments(ReadOnlySpan<char> path)
    {
        _rest = path.Trim('/');
        _done = _rest.IsEmpty;
    }

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly Segments GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_done) return false;
        var slash = _rest.IndexOf('/');
        if (slash < 0)
        {
            Current = _rest;
            _done = true;
        }
        else
        {
            Current = _rest[..slash];
            _rest = _rest[(slash + 1)..];
        }

        return true;
    }
}
