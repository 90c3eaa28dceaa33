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
            (await Admin.PostAsync($"services/{name}", """{"display": false}""")).Status.ShouldBe(201);
            (await Admin.PostAsync("roles", $$"""{"name": "{{name}}-role", "scopes": []}""")).Status.ShouldBe(201);
            (await Admin.PostAsync("shares/host/box", $$"""{"user": "{{name}}"}""")).Status.ShouldBe(200);
            (await Admin.PostAsync($"shares/{name}/one", """{"user": "guest"}""")).Status.ShouldBe(200);
            (await Admin.PostAsync($"shares/{name}/one", """{"group": "row0"}""")).Status.ShouldBe(200);
            (await Admin.PostAsync("share-codes/host/box")).Status.ShouldBe(200);
            (await Admin.PostAsync("users/host/tokens")).Status.ShouldBe(201);
            (await Admin.PutAsync($"roles/row0-role/users/{name}")).Status.ShouldBe(204);
            (await Admin.PostAsync("users/host/server")).Status.ShouldBe(201);
            (await Admin.DeleteAsync("users/host/server")).Status.ShouldBe(204);
        }

        // Tokens that ask for one user out of a group their owner holds: who is in it has to be looked up, for all of them at once.
        await Admin.PutAsync("roles/row1-role", """{"scopes": ["read:users!group=row2"]}""");
        await Admin.PutAsync("roles/row1-role/users/guest");
        for (var i = 0; i < 3; i++)
            (await Admin.PostAsync("users/guest/tokens", """{"scopes": ["read:users!user=row2"]}""")).Status.ShouldBe(201);
    }

    // One for the rows, one where the owner is looked up, one where they are counted. What a token comes to takes what its owner holds, and
    // whom each was issued to, and where filters of groups and users meet, who is in which group.
    [TestCase("users", 2)]
    [TestCase("users?state=active&sort=-last_activity&name_filter=row", 2)]
    [TestCase("groups", 2)]
    [TestCase("services", 2)]
    [TestCase("roles", 2)]
    [TestCase("roles/row0-role/users", 3)]
    [TestCase("users/host/tokens", 4)]
    [TestCase("users/guest/tokens", 5)]
    [TestCase("audit", 2)]
    [TestCase("audit?kind=server-start&object=server/host/", 2)]
    [TestCase("users/host/audit", 3)]
    [TestCase("users/host/server/history", 3)]
    [TestCase("users?include_stopped_servers=1", 2)]
    [TestCase("proxy", 0)]
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
