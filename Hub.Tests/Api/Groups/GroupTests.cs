using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Groups;

public sealed class GroupTests : ApiFixture
{
    [OneTimeSetUp]
    public Task AddUsers() => UsersAsync("ann", "ben", "cid");

    [Test]
    public async Task A_group_is_added_with_its_members_and_answered_whole()
    {
        (await Admin.PostAsync("groups/Team%2F1", """{"users": ["Ann", "ben"], "name": "ignored"}""")).ShouldBe(201, Model("Team/1", "ann", "ben"));
        (await Admin.GetAsync("groups/Team%2F1")).ShouldBe(200, Model("Team/1", "ann", "ben"));
        (await Admin.PostAsync("groups/Team%2F1")).ShouldFail(409, "Group Team/1 already exists");
        (await Admin.DeleteAsync("groups/Team%2F1")).ShouldBe(204);
        (await Admin.GetAsync("groups/Team%2F1")).ShouldFail(404, "No such group: Team/1");
        (await Admin.DeleteAsync("groups/Team%2F1")).ShouldFail(404, "No such group: Team/1");
    }

    [Test]
    public async Task An_unknown_member_keeps_a_group_from_being_added()
    {
        (await Admin.PostAsync("groups/odd", """{"users": ["ann", "nobody"]}""")).ShouldFail(400, "No such user: nobody");
        (await Admin.GetAsync("groups/odd")).ShouldFail(404);
        (await Admin.PostAsync("groups/odd", """{"users": "ann"}""")).ShouldFail(400, "group.users must be <class 'list'>, not: <class 'str'>");
        (await Admin.PostAsync("groups/odd", """{"owner": "ann"}""")).ShouldFail(400, "Invalid JSON keys: {'owner': 'ann'}");
    }

    [Test]
    public async Task Several_groups_are_added_up_to_the_first_that_exists()
    {
        (await Admin.PostAsync("groups", """{"groups": ["s1", "s2"], "users": ["cid"]}""")).ShouldBe(201, $"[{Model("s1", "cid")}, {Model("s2", "cid")}]");
        (await Admin.PostAsync("groups", """{"groups": ["s3", "s1", "s4"]}""")).ShouldFail(409, "Group s1 already exists");
        (await Admin.GetAsync("groups/s3")).Status.ShouldBe(200);
        (await Admin.GetAsync("groups/s4")).Status.ShouldBe(404);
        (await Admin.PostAsync("groups", """{"groups": []}""")).ShouldFail(400, "Must specify at least one group to create");
        (await Admin.PostAsync("groups")).ShouldFail(400, "Must specify at least one group to create");
    }

    [Test]
    public async Task Members_come_and_go_as_often_as_asked()
    {
        await Admin.PostAsync("groups/flow");
        (await Admin.PostAsync("groups/flow/users", """{"name": "flow", "users": ["ANN", "ben"]}""")).ShouldBe(200, Model("flow", "ann", "ben"));
        (await Admin.PostAsync("groups/flow/users", """{"users": ["ann"]}""")).ShouldBe(200, Model("flow", "ann", "ben"));
        (await Admin.PostAsync("groups/flow/users", """{"users": ["cid", "who"]}""")).ShouldFail(400, "No such user: who");
        (await Admin.DeleteAsync("groups/flow/users", """{"users": ["ann"]}""")).ShouldBe(200, Model("flow", "ben"));
        (await Admin.DeleteAsync("groups/flow/users", """{"users": ["ann"]}""")).ShouldBe(200, Model("flow", "ben"));
        (await Admin.DeleteAsync("groups/flow/users", """{"users": ["ben", "who"]}""")).ShouldFail(400, "No such user: who");
        (await Admin.GetAsync("groups/flow")).ShouldBe(200, Model("flow", "ben"));
        (await Admin.GetAsync("users/ben")).Json["groups"]!.Values<string>().ShouldContain("flow");
    }

    [Test]
    public async Task Members_must_be_named()
    {
        await Admin.PostAsync("groups/named");
        (await Admin.PostAsync("groups/named/users", "{}")).ShouldFail(400, "Must specify users to add");
        (await Admin.PostAsync("groups/named/users")).ShouldFail(400, "Invalid JSON data: None");
        (await Admin.DeleteAsync("groups/named/users", "[7]")).ShouldFail(400, "Invalid JSON data: [7]");
        (await Admin.PostAsync("groups/named/users", """{"users": "ann"}""")).ShouldFail(400, "group.users must be <class 'list'>, not: <class 'str'>");
        (await Admin.PostAsync("groups", """{"colour": 1}""")).ShouldFail(400, "Must specify at least one group to create");
        (await Admin.DeleteAsync("groups/named/users", "{}")).ShouldFail(400, "Must specify users to delete");
        (await Admin.PostAsync("groups/missing/users", """{"users": ["ann"]}""")).ShouldFail(404, "No such group: missing");
    }

    [Test]
    public async Task Properties_are_replaced_as_a_whole()
    {
        await Admin.PostAsync("groups/props");
        (await Admin.PutAsync("groups/props/properties", """{"a": {"b": [1, 2.5, null]}, "c": "d"}""")).Json["properties"]!.ToString(Newtonsoft.Json.Formatting.None)
            .ShouldBe("""{"a":{"b":[1,2.5,null]},"c":"d"}""");
        (await Admin.PutAsync("groups/props/properties", "{}")).ShouldBe(200, Model("props"));
        (await Admin.PutAsync("groups/props/properties", "[]")).ShouldFail(400, "Must specify properties");
        (await Admin.PutAsync("groups/props/properties")).ShouldFail(400, "Must specify properties");
    }

    [Test]
    public async Task Keys_are_shown_by_scope()
    {
        await Admin.PostAsync("groups/shown", """{"users": ["ann"]}""");
        (await (await ClientAsync("robot", "read:groups:name")).GetAsync("groups/shown")).ShouldBe(200, """{"kind": "group", "name": "shown"}""");
        (await (await ClientAsync("robot", "read:groups")).GetAsync("groups/shown"))
            .ShouldBe(200, """{"kind": "group", "name": "shown", "users": ["ann"], "properties": {}}""");
        (await (await ClientAsync("robot", "read:roles:groups")).GetAsync("groups/crew")).ShouldBe(200, """{"kind": "group", "name": "crew", "roles": ["pilots"]}""");
    }

    [Test]
    public async Task Lists_are_by_id_and_pages_say_how_many_there_are()
    {
        await Admin.PostAsync("groups", """{"groups": ["z-list", "y-list"]}""");
        var all = (await Admin.GetAsync("groups")).Json.Select(group => group.Value<string>("name")).ToList();
        all.IndexOf("z-list").ShouldBeLessThan(all.IndexOf("y-list"));
        var page = (await Admin.GetAsync("groups?limit=1", ("Accept", "application/jupyterhub-pagination+json"))).Json;
        page["_pagination"]!.Value<int>("total").ShouldBe(all.Count);
        page["_pagination"]!["next"]!.Value<string>("url").ShouldBe($"http://127.0.0.1:{App.Port}/hub/api/groups?offset=1&limit=1");
        (await (await ClientAsync("robot", "list:groups!group=y-list")).GetAsync("groups")).ShouldBe(200, """[{"kind": "group", "name": "y-list"}]""");
    }

    [Test]
    public async Task One_page_of_groups_is_one_statement()
    {
        await Admin.GetAsync("groups?limit=1");
        using var statements = new SqlStatements();
        await Admin.GetAsync("groups");
        statements.Seen.Count.ShouldBe(1, string.Join('\n', statements.Seen));
    }

    [Test]
    public async Task Membership_counts_from_the_next_request_on()
    {
        await UsersAsync("pilot");
        var pilot = await ClientAsync("pilot", "inherit");
        (await pilot.GetAsync("users")).ShouldFail(403);
        await Admin.PostAsync("groups/crew/users", """{"users": ["pilot"]}""");
        (await pilot.GetAsync("users")).Json.ShouldBeOfType<JArray>();
        await Admin.DeleteAsync("groups/crew/users", """{"users": ["pilot"]}""");
        (await pilot.GetAsync("users")).ShouldFail(403);
        await Admin.PostAsync("groups/crew/users", """{"users": ["pilot"]}""");
        (await pilot.GetAsync("users")).Status.ShouldBe(200);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Roles = new RoleOptions { LoadRoles = [new RoleDefinition { Name = "pilots", Scopes = ["list:users"], Groups = ["crew"] }] },
    };

    private static string Model(string name, params string[] users) => $$"""
        {"kind": "group", "name": "{{name}}", "users": [{{string.Join(",", users.Select(user => $"\"{user}\""))}}], "properties": {}, "roles": []}
        """;
}
