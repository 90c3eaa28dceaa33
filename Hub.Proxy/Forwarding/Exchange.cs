using System.IO.Pipelines;
using Hub.Proxy.Listening;
using Hub.Proxy.Routes;
using Hub.Proxy.Upstream;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// One request on its way through the proxy, with its response. The object is used again for the next request of the
/// same client connection, so what can be known once per connection is.
/// </summary>
internal sealed class Exchange
{
    private IFeatureCollection? _features;
    private IHttpRequestFeature _request = null!;
    private IHttpResponseFeature _response = null!;
    private IHttpResponseBodyFeature _responseBody = null!;
    private UpstreamConnection? _upstream;
    private CancellationTokenRegistration _aborted;
    private volatile bool _clientGone;
    private bool _watchesConnection;

    public IFeatureCollection Features => _features!;

    public string Method => _request.Method;

    /// <summary>The request target exactly as it came.</summary>
    public string RawTarget => _request.RawTarget;

    public IHeaderDictionary RequestHeaders => _request.Headers;

    public bool IsHttp2 { get; private set; }

    public bool IsHttp10 { get; private set; }

    /// <summary>Chunks to the client are framed here and not by the server.</summary>
    public bool FramesChunks => !IsHttp2 && !IsHttp10;

    public bool IsSecure { get; private set; }

    /// <summary>The client's address, empty on a unix socket.</summary>
    public string RemoteAddress { get; private set; } = "";

    /// <summary>The client's connection, where it brings one request at a time.</summary>
    public WatchedConnection? Connection { get; private set; }

    /// <summary>How fast the client's next request comes.</summary>
    public BusyPoll NextRequest { get; } = new();

    /// <summary>The request before it, of all clients, was of the same connection.</summary>
    public bool FollowsItself { get; set; }

    public BodyKind RequestBody { get; private set; }

    /// <summary>The client takes trailers and so may be sent them.</summary>
    public bool AcceptsTrailers { get; private set; }

    public HeadBuffer Head { get; } = new();

    public ResponseHead Answer { get; } = new();

    public Route? Route { get; set; }

    /// <summary>The one of the route's targets whose path and host stand in the head.</summary>
    public TargetAddress? Target { get; set; }

    /// <summary>When the request began, in the clock's ticks.</summary>
    public long Started { get; private set; }

    /// <summary>Bytes of body that came from the client and that went to it.</summary>
    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    /// <summary>The request's body was read to its end, or there is none.</summary>
    public bool UploadComplete { get; set; }

    /// <summary>The exchange was counted when it began, and is to be when it ends.</summary>
    public bool Observed { get; set; }

    /// <summary>The exchange became a WebSocket.</summary>
    public bool Upgraded { get; set; }

    /// <summary>When either side was last heard, for those who watch for silence.</summary>
    public long ClientHeard { get; set; }

    public long UpstreamHeard { get; set; }

    /// <summary>The client left, or its connection failed: there is nobody to answer.</summary>
    public bool ClientGone => _clientGone;

    /// <summary>The upstream connection was closed because it was silent too long.</summary>
    public bool UpstreamSilent { get; private set; }

    /// <summary>Why the client's body could not be read, if it could not.</summary>
    public BadHttpRequestException? BadBody { get; private set; }

    public int StatusCode
    {
        get => _response.StatusCode;
        set => _response.StatusCode = value;
    }

    public string? ReasonPhrase
    {
        set => _response.ReasonPhrase = value;
    }

    public bool ResponseStarted => _response.HasStarted;

    public IHeaderDictionary ResponseHeaders => _response.Headers;

    public PipeWriter ResponseBody => _responseBody.Writer;

    public PipeReader BodyReader => Features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;

    public CancellationToken Aborted => Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;

    public void Begin(IFeatureCollection features)
    {
        if (!ReferenceEquals(features, _features)) Meet(features);
        Started = TimeProvider.System.GetTimestamp();
        ClientHeard = UpstreamHeard = Environment.TickCount64;
        BytesIn = BytesOut = 0;
        Upgraded = Observed = UpstreamSilent = false;
        Route = null;
        Target = null;
        BadBody = null;
        var protocol = _request.Protocol;
        IsHttp2 = protocol == "HTTP/2";
        IsHttp10 = protocol == "HTTP/1.0";
        IsSecure = _request.Scheme == "https";
        RequestBody = KindOfBody();
        UploadComplete = RequestBody == BodyKind.None;
        AcceptsTrailers = RequestHeaders.TE is { Count: > 0 } te && te.ToString().Contains("trailers", StringComparison.OrdinalIgnoreCase);
        if (!IsHttp2) return;
        // A stream that was reset says nothing about the next one on the same connection.
        _clientGone = false;
        _aborted = Aborted.UnsafeRegister(static e => ((Exchange)e!).OnClientGone(), this);
    }

    /// <summary>Nothing of the request may be in flight any more.</summary>
    public void End()
    {
        if (IsHttp2) _aborted.Dispose();
        Head.Release();
    }

    /// <summary>From now on the connection is closed when the client leaves. False if it left already.</summary>
    public bool Attach(UpstreamConnection connection)
    {
        Interlocked.Exchange(ref _upstream, connection);
        if (!_clientGone) return true;
        Interlocked.Exchange(ref _upstream, null);
        return false;
    }

    /// <summary>The connection is the caller's alone again; false if it was closed meanwhile.</summary>
    public bool Detach() => Interlocked.Exchange(ref _upstream, null) is not null;

    /// <summary>Ends the upstream connection and remembers that nobody waits for an answer.</summary>
    public void OnClientGone()
    {
        _clientGone = true;
        Interlocked.Exchange(ref _upstream, null)?.Dispose();
    }

    /// <summary>Closes the upstream connection because it was silent too long; the client is still there.</summary>
    public void OnUpstreamSilent()
    {
        UpstreamSilent = true;
        Interlocked.Exchange(ref _upstream, null)?.Dispose();
    }

    /// <summary>Closes the client's connection, whatever the request is waiting for.</summary>
    public void CutClient()
    {
        OnClientGone();
        Abort();
    }

    /// <summary>Cuts the client's connection, or resets its stream: a response that is visibly incomplete.</summary>
    public void Abort()
    {
        _clientGone = true;
        Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
    }

    /// <summary>The client's body is malformed: the backend's half of the exchange ends here.</summary>
    public void OnBadBody(BadHttpRequestException problem)
    {
        BadBody = problem;
        Interlocked.Exchange(ref _upstream, null)?.Dispose();
    }

    /// <summary>The request took too long to arrive.</summary>
    public void OnLateBody()
    {
        if (BadBody is not null || ResponseStarted) CutClient();
        else OnBadBody(new BadHttpRequestException("the request took too long", StatusCodes.Status408RequestTimeout));
    }

    public void NoteOut(int count)
    {
        BytesOut += count;
        NoteUpstream();
    }

    public void NoteUpstream() => UpstreamHeard = Environment.TickCount64;

    /// <summary>Sends on what was written, waiting while the client is slower.</summary>
    public ValueTask FlushBodyAsync()
    {
        var flushing = ResponseBody.FlushAsync();
        if (!flushing.IsCompletedSuccessfully) return FinishFlushAsync(flushing);
        _ = flushing.Result;
        return default;
    }

    public Task StartResponseAsync() => _responseBody.StartAsync();

    public Task CompleteResponseAsync() => _responseBody.CompleteAsync();

    private async ValueTask FinishFlushAsync(ValueTask<FlushResult> flushing)
    {
        await flushing.ConfigureAwait(false);
        ClientHeard = Environment.TickCount64;
        NoteUpstream();
    }

    private void Meet(IFeatureCollection features)
    {
        _features = features;
        _request = features.GetRequiredFeature<IHttpRequestFeature>();
        _response = features.GetRequiredFeature<IHttpResponseFeature>();
        _responseBody = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        RemoteAddress = features.Get<IHttpConnectionFeature>()?.RemoteIpAddress?.ToString() ?? "";
        if (_request.Protocol == "HTTP/2" || _watchesConnection) return;
        // In HTTP/1 a connection has one request at a time: one registration serves them all.
        _watchesConnection = true;
        Connection = features.Get<WatchedConnection>();
        features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed.UnsafeRegister(static e => ((Exchange)e!).OnClientGone(), this);
    }

    private BodyKind KindOfBody()
    {
        var headers = RequestHeaders;
        if (headers.TransferEncoding.Count > 0) return BodyKind.Chunked;
        if (headers.ContentLength is { } length) return length > 0 ? BodyKind.Length : BodyKind.None;
        return IsHttp2 && Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } ? BodyKind.Chunked : BodyKind.None;
    }
}
