using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Wire.Lists;

/// <summary>A list costs as many statements for many rows as for one.</summary>
public sealed class ListStatementTests : ApiFixture
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 12).Select(i => $"row{i}")];

    [OneTimeSetUp]
    public async Task AddRows()
    {
        await UsersAsync([.. Names, "host", "guest"]);
        await Admin.PutAsync("users/host/servers/box");
        foreach (var name in Names)
        {
            (await Admin.PostAsync($"groups/{name}", $$"""{"users": ["{{name}}", "guest"]}""")).Status.ShouldBe(201);
            (await Admin.PostAsync($"users/{name}/servers/one")).Status.ShouldBe(201);
            (await Admin.PostAsync($"services/{name}", "{}")).Status.ShouldBe(201);
            (await Admin.PostAsync("roles", $$"""{"name": "{{name}}-role", "scopes": []}""")).Status.ShouldBe(201);
            (await Admin.PostAsync("shares/host/box", $$"""{"user": "{{name}}"}""")).Status.ShouldBe(200);
            (await Admin.PostAsync($"shares/{name}/one", """{"user": "guest"}""")).Status.ShouldBe(200);
            (await Admin.PostAsync($"shares/{name}/one", """{"group": "row0"}""")).Status.ShouldBe(200);
            (await Admin.PostAsync("share-codes/host/box")).Status.ShouldBe(200);
            (await Admin.PostAsync("users/host/tokens")).Status.ShouldBe(201);
        }
    }

    // One for the rows, one where the owner is looked up, one where they are counted; tokens also drop what has expired.
    [TestCase("users", 2)]
    [TestCase("users?state=active&sort=-last_activity&name_filter=row", 2)]
    [TestCase("groups", 2)]
    [TestCase("services", 2)]
    [TestCase("roles", 2)]
    [TestCase("users/host/tokens", 5)]
    [TestCase("shares/host", 3)]
    [TestCase("shares/host/box", 3)]
    [TestCase("share-codes/host", 3)]
    [TestCase("share-codes/host/box", 3)]
    [TestCase("users/guest/shared", 3)]
    [TestCase("groups/row0/shared", 3)]
    public async Task A_page_costs_the_same_however_long_it_is(string path, int most)
    {
        var (many, rows) = await CostAsync(path);
        var (one, _) = await CostAsync(path + (path.Contains('?') ? "&" : "?") + "limit=1");
        rows.ShouldBeGreaterThan(1, path);
        many.ShouldBe(one, path);
        many.ShouldBeLessThanOrEqualTo(most, path);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    private async Task<(int Statements, int Rows)> CostAsync(string path)
    {
        // What is cached is cached.
        await Admin.GetAsync(path);
        using var statements = new SqlStatements();
        var answer = await Admin.GetAsync(path);
        answer.Status.ShouldBe(200, answer.Text);
        return (statements.Seen.Count, RowsOf(answer.Json).Count());
    }

    private static JToken RowsOf(JToken answer) => answer is JObject body ? body["items"] ?? body["api_tokens"] ?? body : answer;
}
