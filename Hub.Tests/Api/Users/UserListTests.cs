using Hub.Domain.Activity;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Users;

public sealed class UserListTests : ApiFixture
{
    private const string Paged = "application/jupyterhub-pagination+json";

    [OneTimeSetUp]
    public async Task AddUsers()
    {
        // In this order by id: admin, c, a, b, D.
        await UsersAsync("c", "a", "b");
        (await Admin.PostAsync("users/D")).Status.ShouldBe(201);
        (await Admin.PostAsync("users/b/server")).ShouldBe(201);
        (await Admin.PostAsync("users/c/server")).ShouldBe(201);
        (await Admin.DeleteAsync("users/c/server")).ShouldBe(204);
        (await Admin.PostAsync("users/a/activity", """{"last_activity": "2020-01-01T00:00:00Z"}""")).ShouldBe(200);
        await App.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
    }

    [TestCase("", "admin c a b D")]
    [TestCase("?sort=id", "admin c a b D")]
    [TestCase("?sort=-id", "D b a c admin")]
    [TestCase("?state=", "admin c a b D")]
    [TestCase("?state=active", "b")]
    [TestCase("?state=ready", "b")]
    [TestCase("?state=inactive", "admin c a D")]
    [TestCase("?name_filter=d", "admin D")]
    [TestCase("?name_filter=%25", "")]
    [TestCase("?name_filter=x&name_filter=%20d%20", "admin D")]
    [TestCase("?sort=bad&sort=%20-id&name_filter=d", "D admin")]
    [TestCase("?offset=1&limit=2", "c a")]
    [TestCase("?offset=-1&limit=-2", "c a")]
    [TestCase("?offset=%201%20&limit=%2B2", "c a")]
    [TestCase("?limit=0", "admin")]
    [TestCase("?limit=1_0", "admin c a b D")]
    [TestCase("?offset=1&limit=2&sort=-id", "b a")]
    [TestCase("?offset=4&sort=-id", "admin")]
    [TestCase("?offset=1&limit=1&sort=id&state=inactive", "c")]
    [TestCase("?offset=99&sort=-id", "")]
    [TestCase("?offset=99", "")]
    public async Task The_query_decides_who_is_listed(string query, string names) =>
        Names((await Admin.GetAsync($"users{query}")).Json).ShouldBe(names);

    [Test]
    public async Task Names_sort_both_ways()
    {
        var ascending = Names((await Admin.GetAsync("users?sort=name")).Json);
        ascending.Replace("D ", "").Replace(" D", "").ShouldBe("a admin b c");
        Names((await Admin.GetAsync("users?sort=-name")).Json).ShouldBe(string.Join(' ', ascending.Split(' ').Reverse()));
    }

    [Test]
    public async Task Who_was_never_seen_is_first_by_activity_and_last_the_other_way_round()
    {
        Names((await Admin.GetAsync("users?sort=last_activity&state=inactive&name_filter=a")).Json.ShouldBeOfType<JArray>()).ShouldEndWith("a admin");
        Names((await Admin.GetAsync("users?sort=-last_activity")).Json).ShouldBe("admin c b a D");
        Names((await Admin.GetAsync("users?sort=last_activity")).Json).ShouldStartWith("D a");
    }

    [TestCase("?state=odd", "Unrecognized state filter: 'odd'; use 'active', 'ready' or 'inactive'")]
    [TestCase("?sort=odd", "sort must be 'id', 'name', or 'last_activity', not 'odd'")]
    [TestCase("?sort=-odd", "sort must be 'id', 'name', or 'last_activity', not '-odd'")]
    [TestCase("?limit=x", "Invalid argument type, offset and limit must be integers")]
    [TestCase("?offset=", "Invalid argument type, offset and limit must be integers")]
    [TestCase("?offset=1.5", "Invalid argument type, offset and limit must be integers")]
    public async Task What_the_query_may_not_say_is_refused(string query, string message) =>
        (await Admin.GetAsync($"users{query}")).ShouldFail(400, message);

    [Test]
    public async Task Pages_follow_each_other_by_their_urls_and_keep_the_other_parameters()
    {
        var first = (await Admin.GetAsync("users?limit=2&sort=-id&name_filter=", ("Accept", $"application/json, {Paged}"))).Json;
        Names(first["items"]!).ShouldBe("D b");
        JsonShape.Compare(first["_pagination"]!, JsonShape.Parse($$"""
            {"offset": 0, "limit": 2, "total": 5, "next": {"offset": 2, "limit": 2,
             "url": "http://127.0.0.1:{{App.Port}}/hub/api/users?sort=-id&name_filter=&offset=2&limit=2"} }
            """));
        var next = new Uri(first["_pagination"]!["next"]!.Value<string>("url")!).PathAndQuery;
        var second = (await Admin.GetAsync(next, ("Accept", Paged))).Json;
        Names(second["items"]!).ShouldBe("a c");
        var last = (await Admin.GetAsync(new Uri(second["_pagination"]!["next"]!.Value<string>("url")!).PathAndQuery, ("Accept", Paged))).Json;
        Names(last["items"]!).ShouldBe("admin");
        last["_pagination"]!["next"]!.Type.ShouldBe(JTokenType.Null);
    }

    [Test]
    public async Task The_type_of_a_page_must_be_asked_for_exactly() =>
        (await Admin.GetAsync("users", ("Accept", $"{Paged};q=0.9"))).Json.ShouldBeOfType<JArray>();

    [Test]
    public async Task Stopped_servers_are_shown_on_request_and_the_default_one_always_with_them()
    {
        Servers(await Admin.GetAsync("users/c")).ShouldBeEmpty();
        Servers(await Admin.GetAsync("users/c?include_stopped_servers=0")).ShouldBeEmpty();
        Servers(await Admin.GetAsync("users/c?include_stopped_servers=false")).ShouldBeEmpty();
        Servers(await Admin.GetAsync("users/c?include_stopped_servers")).ShouldBe([""]);
        Servers(await Admin.GetAsync("users/D?include_stopped_servers=1")).ShouldBe([""]);
        var listed = (await Admin.GetAsync("users?include_stopped_servers=yes")).Json.Single(user => user.Value<string>("name") == "a");
        JsonShape.Compare(listed["servers"]!, JsonShape.Parse("""
            {"": {"name": "", "display_name": "", "full_name": "a/", "last_activity": null, "started": null, "pending": null, "ready": false,
             "stopped": true, "url": "/user/a/", "user_options": {}, "progress_url": "/hub/api/users/a/server/progress",
             "full_url": null, "full_progress_url": null, "state": {}}}
            """));
    }

    [Test]
    public async Task A_filter_shows_only_whom_it_reaches()
    {
        await Admin.PostAsync("groups/some", """{"users": ["a", "b"]}""");
        Names((await (await ClientAsync("robot", "list:users!user=c", "list:users!group=some")).GetAsync("users")).Json).ShouldBe("c a b");
        var page = (await (await ClientAsync("robot", "list:users!user=c")).GetAsync("users", ("Accept", Paged))).Json;
        JsonShape.Compare(page["items"]!, JsonShape.Parse("""[{"kind": "user", "name": "c", "user_info": null, "admin": false}]"""));
        page["_pagination"]!.Value<int>("total").ShouldBe(1);
    }

    [Test]
    public async Task One_page_of_users_is_one_statement()
    {
        await Admin.GetAsync("users?limit=1");
        using var statements = new SqlStatements();
        await Admin.GetAsync("users?include_stopped_servers=1&limit=200");
        statements.Seen.Count.ShouldBe(1, string.Join('\n', statements.Seen));
    }

    private static string Names(JToken users) => string.Join(' ', users.Select(user => user.Value<string>("name")));

    private static IEnumerable<string> Servers(WholeAnswer user) => ((JObject)user.Json["servers"]!).Properties().Select(server => server.Name);
}
