using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Routes;
using Hub.Domain.Services;
using Hub.Domain.Spawners;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Support;

/// <summary>
/// One hub for a fixture, with the administrator <c>admin</c> and the service <c>robot</c>, which may do everything an
/// administrator may but is no user.
/// </summary>
public abstract class ApiFixture
{
    private readonly List<TokenClient> clients = [];

    protected HubApplication App { get; private set; } = null!;

    protected TinyServers Machine { get; private set; } = null!;

    protected ForgetfulProxy Proxy { get; private set; } = null!;

    /// <summary>A client of the administrator.</summary>
    protected TokenClient Admin { get; private set; } = null!;

    protected TokenClient Nobody { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        (Machine, Proxy) = (new TinyServers(), new ForgetfulProxy());
        App = await HubApplication.StartAsync(Configured(Basis), services =>
        {
            services.Replace(ServiceDescriptor.Singleton<ISpawner>(SpawnerOn(Machine)));
            services.Replace(ServiceDescriptor.Singleton<IProxy>(Proxy));
        });
        Admin = new TokenClient(App.Port, await TokenAsync("admin", "inherit"));
        Nobody = new TokenClient(App.Port);
    }

    /// <summary>Says why the hub failed, where a test did.</summary>
    [TearDown]
    public void ShowFaults()
    {
        if (TestContext.CurrentContext.Result.FailCount == 0)
            return;
        foreach (var line in App.Log.Text.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)).TakeLast(3))
            TestContext.Out.WriteLine(line);
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        Admin?.Dispose();
        Nobody?.Dispose();
        clients.ForEach(client => client.Dispose());
        if (App is not null)
            await App.DisposeAsync();
        await Machine.DisposeAsync();
    }

    /// <summary>What a fixture configures beyond the basis.</summary>
    protected virtual HubConfiguration Configured(HubConfiguration basis) => basis;

    protected virtual TinySpawner SpawnerOn(TinyServers machine) => new(machine);

    public static HubConfiguration Basis { get; } = new()
    {
        Authenticator = new AuthenticatorOptions
        {
            AuthenticatorClass = "dummy",
            DummyPassword = "password",
            AllowAll = true,
            AdminUsers = new HashSet<string> { "admin" },
        },
        Services = new ServiceOptions { Services = [new ServiceDefinition { Name = "robot", Admin = true }] },
    };

    /// <summary>Adds users and gives them back.</summary>
    protected async Task UsersAsync(params string[] names) =>
        (await Admin.PostAsync("users", $"{{\"usernames\": [{string.Join(",", names.Select(name => $"\"{name}\""))}]}}")).Status.ShouldBe(201);

    /// <summary>A client of a user or service with just these scopes.</summary>
    protected async Task<TokenClient> ClientAsync(string owner, params string[] scopes)
    {
        var client = new TokenClient(App.Port, await TokenAsync(owner, scopes));
        clients.Add(client);
        return client;
    }

    protected Task<string> TokenAsync(string owner, params string[] scopes) => MintedTokens.OfAsync(App, owner, scopes);
}
