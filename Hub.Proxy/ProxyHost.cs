using System.Net;
using System.Text.Json;
using Hub.Proxy.Api;
using Hub.Proxy.Balancing;
using Hub.Proxy.Errors;
using Hub.Proxy.Forwarding;
using Hub.Proxy.Limits;
using Hub.Proxy.Listening;
using Hub.Proxy.Logging;
using Hub.Proxy.Metrics;
using Hub.Proxy.Routes;
using Hub.Proxy.Tls;
using Hub.Proxy.Upstream;

namespace Hub.Proxy;

/// <summary>A running proxy: the public side, the API, and what they share.</summary>
public sealed class ProxyHost : IAsyncDisposable
{
    private readonly List<HttpFront> _fronts = [];
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ProxyOptions _options;
    private readonly ProxyLog _log;
    private readonly ILogSink _sink;
    private readonly TlsSetup _tls;
    private readonly UpgradeRelay _upgrades;
    private readonly RouteActivity _activity;
    private readonly UpstreamPools _pools;
    private readonly TargetWatch _targets;
    private readonly TrafficMeter? _traffic;
    private readonly ConnectionCount? _connections;
    private readonly SilenceWatch? _silence;
    private RouteStorage? _storage;
    private bool _ready;
    private bool _stopped;

    private ProxyHost(ProxyOptions options, ProxyLog log, ILogSink sink)
    {
        _options = options;
        _log = log;
        _sink = sink;
        _tls = new TlsSetup(options, _clock, log);
        _pools = new UpstreamPools(
            new UpstreamSettings { ConnectTimeout = options.ConnectTimeout, IdleTimeout = options.IdleTimeout, Tls = _tls.Client }, _clock);
        Table = new RouteTable(options.HostRouting);
        _targets = new TargetWatch(_pools, options.CheckInterval, _clock, log);
        Keeper = new RouteKeeper(Table, new RouteConnections(_pools, _targets), options.RouteGrace, _clock, log);
        _traffic = options.MetricsPort is null && options.MetricsSocket is null ? null : new TrafficMeter();
        _connections = _traffic is null ? null : new ConnectionCount();
        _activity = new RouteActivity(_clock, _traffic is null ? null : _traffic.ActivityUpdates.Add);
        _upgrades = new UpgradeRelay(_activity);
        if (options.Timeout is not null || options.ProxyTimeout is not null || options.RequestTimeout is not null)
            _silence = new SilenceWatch(options.Timeout, options.ProxyTimeout, options.RequestTimeout, _clock);
    }

    /// <summary>Where the public side listens; null on a unix socket.</summary>
    public IPEndPoint? PublicEndPoint { get; private set; }

    /// <summary>Where the API listens; null on a unix socket.</summary>
    public IPEndPoint? ApiEndPoint { get; private set; }

    /// <summary>Where the metrics are; null if they are off or on a unix socket.</summary>
    public IPEndPoint? MetricsEndPoint { get; private set; }

    /// <summary>Where redirects to HTTPS are given; null if nowhere.</summary>
    public IPEndPoint? RedirectEndPoint { get; private set; }

    internal RouteTable Table { get; }

    internal RouteKeeper Keeper { get; }

    internal LiveStreams Streams => _upgrades.Live;

    internal UpstreamPools Upstreams => _pools;

    internal ProxyCounters Counters { get; } = new();

    /// <summary>Starts a proxy that logs nothing.</summary>
    public static Task<ProxyHost> StartAsync(ProxyOptions options, CancellationToken ct) =>
        StartAsync(options, ProxyLog.Silent, new NullLogSink(), ct);

    internal static async Task<ProxyHost> StartAsync(ProxyOptions options, ProxyLog log, ILogSink sink, CancellationToken ct)
    {
        var host = new ProxyHost(options, log, sink);
        try
        {
            host.LoadRoutes();
            await host.ListenAsync(ct).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Stops accepting, tells WebSockets to go away, and lets requests finish for as long as <paramref name="patience"/>
    /// allows and <paramref name="hurry"/> is not cancelled.
    /// </summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken hurry)
    {
        if (_stopped) return;
        _stopped = true;
        _ready = false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        limit.CancelAfter(patience);
        var stopping = _fronts.Select(front => front.StopAsync(limit.Token)).ToList();
        _upgrades.Live.GoAway();
        await Task.WhenAll(stopping).ConfigureAwait(false);
        foreach (var front in _fronts) await front.DisposeAsync().ConfigureAwait(false);
        if (_storage is not null) await _storage.DisposeAsync().ConfigureAwait(false);
        _silence?.Dispose();
        Keeper.Dispose();
        _targets.Dispose();
        _pools.Dispose();
        _tls.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);

    private void LoadRoutes()
    {
        if (_options.StorageFile is { } path)
        {
            var file = new RouteFile(path);
            foreach (var route in file.Load(_options.HostRouting, _clock.GetUtcNow())) Keeper.Add(route);
            // No write takes a minute: younger ones may be those of a process that is just ending.
            file.RemoveDrafts(_clock.GetUtcNow().UtcDateTime.AddMinutes(-1));
            _storage = new RouteStorage(file, Table, _log);
            Keeper.Changed = _storage.NoteChange;
        }

        if (_options.DefaultTarget is not { } target) return;
        Keeper.Add(RouteJson.Read("/", JsonSerializer.SerializeToElement(new { target }), _options.HostRouting, _clock.GetUtcNow(), out _)!);
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        foreach (var line in StartLines.Before(_options)) _log.Write(line.Severity, line.Text);
        var address = new ListenAddress(_options.Ip, _options.Port, _options.Socket, "--ip, --port, --socket");
        var front = await AddAsync(address, PublicSettings(), PublicSide(), ct).ConfigureAwait(false);
        PublicEndPoint = front.Address;
        _log.Info($"Proxying {(_tls.Public is null ? "http" : "https")}://{address.With(front.Address)} to {_options.DefaultTarget ?? "(no default)"}");

        var apiPort = _options.ApiPort ?? ListenAddress.PortBeside(PublicEndPoint);
        address = new ListenAddress(_options.ApiIp, apiPort, _options.ApiSocket, "--api-ip, --api-port, --api-socket");
        front = await AddAsync(address, new FrontSettings { Tls = _tls.Api, KeepAliveTimeout = TimeSpan.FromSeconds(60) }, ApiSide(), ct).ConfigureAwait(false);
        ApiEndPoint = front.Address;
        _log.Info($"Proxy API at {(_tls.Api is null ? "http" : "https")}://{address.With(front.Address)}/api/routes");

        if (_traffic is not null) await ListenForMetricsAsync(_traffic, ct).ConfigureAwait(false);
        if (_options.RedirectPort is not null) await ListenForRedirectsAsync(PublicEndPoint, ct).ConfigureAwait(false);
        _ready = true;
    }

    private async Task ListenForMetricsAsync(TrafficMeter traffic, CancellationToken ct)
    {
        var address = new ListenAddress(
            _options.MetricsIp, _options.MetricsPort ?? 0, _options.MetricsSocket, "--metrics-ip, --metrics-port, --metrics-socket");
        var text = new MetricsText(Counters, traffic, _targets, Gauges);
        var front = await AddAsync(address, new FrontSettings(), new MetricsApplication(text), ct).ConfigureAwait(false);
        MetricsEndPoint = front.Address;
        _log.Info($"Serve metrics at http://{address.With(front.Address)}/metrics");
    }

    private ProxyGauges Gauges() => new(Table.Count, _connections?.Open ?? 0, Streams.Count, _pools.Counters.Open, _pools.Counters.Idle);

    private async Task ListenForRedirectsAsync(IPEndPoint? publicEndPoint, CancellationToken ct)
    {
        if (!RedirectApplication.IsFor(publicEndPoint))
        {
            _log.Warn("--redirect-port has no effect: redirects need a public port, and another one than 80.");
            return;
        }

        var publicPort = publicEndPoint.Port;
        var to = _options.RedirectTo ?? publicPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var application = new RedirectApplication(to, nameThePort: _options.RedirectTo is not null || publicPort != 443);
        var address = new ListenAddress(null, _options.RedirectPort!.Value, null, "--redirect-port");
        var front = await AddAsync(address, new FrontSettings(), application, ct).ConfigureAwait(false);
        RedirectEndPoint = front.Address;
        _log.Info($"Added HTTP to HTTPS redirection from {front.Address!.Port} to {to}");
    }

    private async Task<HttpFront> AddAsync<T>(
        ListenAddress address, FrontSettings settings, Microsoft.AspNetCore.Hosting.Server.IHttpApplication<T> application, CancellationToken ct)
        where T : notnull
    {
        var front = await HttpFront.StartAsync(address, settings, application, _log, ct).ConfigureAwait(false);
        _fronts.Add(front);
        return front;
    }

    private FrontSettings PublicSettings() => new()
    {
        KeepAliveTimeout = _options.KeepAliveTimeout,
        HeaderTimeout = _options.HeaderTimeout,
        MaxRequestLine = _options.MaxRequestLine,
        MaxHeaderSize = _options.MaxHeaderSize,
        MaxHeaderCount = _options.MaxHeaderCount,
        MaxConnections = _options.MaxConnections,
        Tls = _tls.Public,
        Http2 = _options.Http2,
        Connections = _connections,
    };

    private PublicApplication PublicSide()
    {
        var access = _options.AccessLog == AccessLogFormat.Off ? null : new AccessLog(_sink, _options.AccessLog, _clock);
        var book = new ExchangeBook(Counters, _traffic, access, _silence);
        var target = _options.ErrorTarget is { } url ? new ErrorTarget(_pools.Enter(TargetAddress.Parse(url)), _options.ErrorTargetTimeout, _log) : null;
        var errors = new ErrorResponder(target, new ErrorPages(_options.ErrorPath, _log), _log) { Answered = Counters.Proxied };
        var rules = new ForwardingRules(_options);
        var upload = new Upload(_activity);
        // On one processor whoever is waited for could not run meanwhile.
        var polling = new BusyPolling(Environment.ProcessorCount > 1 ? _options.BusyPoll : TimeSpan.Zero);
        var dialogue = new BalancedDialogue(new UpstreamDialogue(upload, polling), new RequestHeadWriter(rules), _targets, _log);
        var forwarder = new Forwarder(Table, rules, dialogue, upload, errors, _upgrades, _activity, book, _log)
        {
            LookedUp = _traffic is null ? null : _traffic.LookUps.Add,
        };
        return new PublicApplication(forwarder, book, polling);
    }

    private ApiApplication ApiSide() => new(
        new RoutesApi(Keeper, _options, Counters, _clock), new ApiToken(_options.AuthToken), new HealthApi(() => _ready), Counters, _log);
}
