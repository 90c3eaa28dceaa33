using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Contract;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Access;

/// <summary>A hub with something of every kind in it, and the document of what it serves.</summary>
public abstract class DocumentedHub : ApiFixture
{
    protected static OpenApiContract Document { get; } = OpenApiContract.Parse(File.ReadAllText(ContractFiles.Document));

    protected static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        ["users"] = "ann",
        ["servers"] = "lab",
        ["groups"] = "circle",
        ["services"] = "shelf",
        ["roles"] = "club",
        ["tokens"] = "a999999",
        ["shares"] = "host",
        ["share-codes"] = "host",
        ["shared"] = "host",
        ["server_name"] = "box",
        ["*"] = "other",
    };

    [OneTimeSetUp]
    public async Task AddSubjects()
    {
        await UsersAsync("ann", "host");
        await Admin.PutAsync("users/ann/servers/lab");
        await Admin.PutAsync("users/host/servers/box");
        await Admin.PostAsync("groups/circle", """{"users": ["ann"]}""");
        (await Admin.PostAsync("services/shelf", """{"display": false}""")).Status.ShouldBe(201);
        (await Admin.PostAsync("roles", """{"name": "club", "scopes": []}""")).Status.ShouldBe(201);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    protected static bool IsOutOfForm(WholeAnswer answer) => answer.Status >= 500 || (answer.Status >= 400 && string.IsNullOrEmpty(answer.Message));
}
