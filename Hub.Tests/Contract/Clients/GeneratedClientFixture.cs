using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Contract.Clients;

/// <summary>A hub with an administrator, and a client generated from its committed document.</summary>
public abstract class GeneratedClientFixture
{
    private HubApplication? hub;
    private ClientFolder? folder;

    protected string Token { get; private set; } = "";

    protected string BaseUrl => $"http://127.0.0.1:{hub!.Port}/hub/api";

    private protected ClientFolder Folder => folder!;

    /// <summary>Whether the document has what the uses of shares are compiled against.</summary>
    protected static bool HasShares { get; } =
        OpenApiContract.Parse(File.ReadAllText(ContractFiles.Document)).Operation("GET", "/shares/{owner}") is not null;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        var nswag = Peers.Need("nswag", Environment.GetEnvironmentVariable("HUB_TEST_NSWAG") is { Length: > 0 } path ? path : "dotnet-nswag.dll");
        folder = new ClientFolder();
        await GenerateAsync(nswag);
        var configuration = new HubConfiguration { Servers = new ServerOptions { AllowNamedServers = true } };
        hub = await HubApplication.StartAsync(configuration, services => services.Replace(
            ServiceDescriptor.Singleton<ISpawner>(new InstantSpawner(() => new Uri($"http://127.0.0.1:{hub!.Port}")))));
        var users = hub.Get<IUserStore>();
        await users.CreateAsync(["admin"], true, CancellationToken.None);
        var admin = (await users.FindAsync("admin", CancellationToken.None))!;
        Token = (await hub.Get<TokenIssuer>().IssueAsync(
            OwnerKind.User, admin.Id, new TokenRequest("for a generated client", null, null, null), CancellationToken.None)).Secret;
    }

    [OneTimeTearDown]
    public async Task CleanUp()
    {
        folder?.Dispose();
        if (hub is not null)
            await hub.DisposeAsync();
    }

    /// <param name="nswag">NSwag's command line.</param>
    protected abstract Task GenerateAsync(string nswag);
}
