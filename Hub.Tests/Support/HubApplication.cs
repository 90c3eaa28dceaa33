using Hub.Api;
using Hub.Data;
using Hub.Data.Schema;
using Hub.Domain.Configuration;
using Hub.Domain.Notices;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Tests.Support.Secrets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Support;

/// <summary>A whole hub in this process, on a database of its own, with a proxy in memory.</summary>
public sealed class HubApplication : IAsyncDisposable
{
    private readonly HubHost host;
    private readonly TestDatabase? database;
    private readonly bool ownsDatabase;
    private readonly EmptyProxyApi proxyApi;
    private readonly UsedSecrets secrets;
    private readonly string startedBy = TestContext.CurrentContext.Test.FullName;
    private bool ended;

    private HubApplication(
        HubHost host, string connectionString, TestDatabase? database, bool ownsDatabase, EmptyProxyApi proxyApi, ShiftedClock clock, RecordingLogger log,
        UsedSecrets secrets)
    {
        this.host = host;
        this.database = database;
        ConnectionString = connectionString;
        this.ownsDatabase = ownsDatabase;
        this.proxyApi = proxyApi;
        Clock = clock;
        Log = log;
        this.secrets = secrets;
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(address).Port;
        secrets.IsAt(Port);
    }

    public int Port { get; }

    public ShiftedClock Clock { get; }

    public RecordingLogger Log { get; }

    /// <summary>How to connect to the hub's database.</summary>
    public string ConnectionString { get; }

    /// <param name="configuration">What is configured; addresses are chosen here.</param>
    /// <param name="replace">Registrations that come last and so win.</param>
    /// <param name="beside">Another hub, whose database this one shares; it must be disposed after this one.</param>
    /// <param name="port">Where it listens, when it has to know; 0 for any port.</param>
    /// <param name="connectionString">A database that somebody else looks after; null for one of this test run.</param>
    public static async Task<HubApplication> StartAsync(
        HubConfiguration? configuration = null, Action<IServiceCollection>? replace = null, HubApplication? beside = null, int port = 0,
        string? connectionString = null)
    {
        var proxyApi = beside?.proxyApi ?? await EmptyProxyApi.StartAsync();
        configuration ??= new HubConfiguration();
        configuration = configuration with
        {
            Urls = configuration.Urls with { HubPort = port },
            // It only has to be there: routes go to the proxy in memory.
            Proxy = configuration.Proxy with { ShouldStart = false, ApiUrl = proxyApi.Url, AuthToken = "test" },
        };
        var database = connectionString is not null ? null
            : beside?.database ?? await DatabaseAsync();
        connectionString ??= database!.ConnectionString;
        var (clock, log) = (new ShiftedClock(), new RecordingLogger());
        // Hubs on one database see the same tokens.
        var secrets = beside?.secrets ?? new UsedSecrets();
        secrets.AddOf(configuration);
        var host = HubHost.Build(
            configuration, configuration.Urls.Resolve("localhost"), new Replica(Guid.NewGuid(), "test") { LeaseTime = configuration.Process.LeaseTime }, connectionString,
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                services.Replace(ServiceDescriptor.Singleton<IProxy>(new ForgetfulProxy()));
                services.AddSingleton<ILoggerProvider>(new RecordingLoggerProvider(log));
                replace?.Invoke(services);
            });
        await host.StartAsync(CancellationToken.None);
        return new HubApplication(host, connectionString, database, beside is null, proxyApi, clock, log, secrets);
    }

    /// <summary>A database as a hub has it that never had a user; whoever asks disposes of it.</summary>
    public static async Task<TestDatabase> DatabaseAsync() =>
        await TestPostgres.DatabaseAsync(await TestPostgres.TemplateAsync("hub", MigrateAsync));

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Ends this hub as a crash would: nothing is stopped, handed over or cleared up.</summary>
    public async Task CrashAsync()
    {
        ended = true;
        await host.DisposeAsync();
        LeakedSecrets.Search($"the hub of {startedBy}", secrets, Log.Text);
    }

    /// <summary>Ends this hub in order, as SIGTERM does.</summary>
    public async Task StopAsync()
    {
        ended = true;
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
        LeakedSecrets.Search($"the hub of {startedBy}", secrets, Log.Text);
    }

    public async ValueTask DisposeAsync()
    {
        if (!ended)
            await StopAsync();
        if (!ownsDatabase)
            return;
        await proxyApi.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    private static async Task MigrateAsync(string connectionString)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<NoticeBoard>();
        await using var provider = services.AddHubData(connectionString).BuildServiceProvider();
        await provider.GetRequiredService<SchemaUpgrade>().ApplyAsync(CancellationToken.None);
    }

    private sealed class RecordingLoggerProvider(RecordingLogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
            // The log outlives its hub: tests read it.
        }
    }
}
