using Hub.Domain.Servers;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Shares;

public sealed class SharesTests
{
    private HubApplication hub = null!;
    private ApiClient admin = null!;
    private ApiClient owner = null!;
    private ApiClient friend = null!;
    private string group = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        hub = await HubApplication.StartAsync();
        admin = await hub.UserAsync(admin: true);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        admin.Dispose();
        await hub.DisposeAsync();
    }

    [SetUp]
    public async Task Make_people()
    {
        owner = await hub.UserAsync(prefix: "owner");
        friend = await hub.UserAsync(prefix: "friend");
        group = await hub.GroupAsync();
    }

    [TearDown]
    public void Leave()
    {
        owner.Dispose();
        friend.Dispose();
    }

    [Test]
    public async Task A_share_has_this_model()
    {
        var answer = await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name });
        answer.Status.ShouldBe(200);
        answer["created_at"].ToString().ShouldEndWith("Z");
        ((JObject)answer.Body!).Remove("created_at");
        JToken.DeepEquals(answer.Body, JObject.FromObject(new
        {
            server = new { user = new { name = owner.Name }, name = "", url = $"/user/{owner.Name}/", full_url = (string?)null, ready = false },
            scopes = new[] { $"access:servers!server={owner.Name}/" },
            user = new { name = friend.Name },
            group = (string?)null,
            kind = "user",
        })).ShouldBeTrue(answer.Body.ToString());
    }

    // SERVER, SHARER and WITH stand for the server, its owner and whom it is shared with.
    [TestCase("shares,read:users:name,read:groups:name", null, "user", 200)]
    [TestCase("shares,read:users:name,read:groups:name", null, "group", 200)]
    [TestCase("shares,read:users:name,read:groups:name", null, "both", 400)]
    [TestCase("shares,read:users:name,read:groups:name", null, "neither", 400)]
    [TestCase("shares,read:users:name,read:groups:name", null, "unknown user", 400)]
    [TestCase("shares,read:users:name,read:groups:name", null, "unknown group", 400)]
    [TestCase("shares,read:users:name,read:groups:name", "read:servers!server=other/", "group", 400)]
    [TestCase("shares,read:users:name", "nonsense", "user", 400)]
    [TestCase("shares", null, "user", 403)]
    [TestCase("shares", null, "group", 403)]
    [TestCase("shares,access:servers,read:users:name", "admin:servers!server=SERVER", "user", 403)]
    [TestCase("shares!server=SERVER,servers!server=SERVER,read:users:name!user=WITH", "read:servers!server=SERVER,access:servers!server=SERVER", "user", 200)]
    [TestCase("shares!user=SHARER,read:users:name!user=other", null, "user", 403)]
    [TestCase("shares!user=other,read:users:name", null, "user", 404)]
    [TestCase("read:shares,read:users:name", null, "user", 403)]
    public async Task Granting_needs_the_scopes_that_are_granted(string held, string? shared, string with, int status)
    {
        using var sharer = await hub.UserWithAsync(Expand(held));
        var answer = await sharer.SendAsync("POST", $"shares/{owner.Name}/", Request(with, shared));
        answer.Status.ShouldBe(status, answer.Body?.ToString());
        if (status == 200)
            answer.Texts("scopes").ShouldBe(Expand(shared ?? "access:servers!server=SERVER").Order());
    }

    [Test]
    public async Task Refusals_say_what_is_missing()
    {
        using var sharer = await hub.UserWithAsync("shares");
        (await sharer.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name })).Message
            .ShouldBe("Need scope 'read:users:name' to share with users by name");
        (await sharer.SendAsync("POST", $"shares/{owner.Name}/", new { group })).Message
            .ShouldBe("Need scope 'read:groups:name' to share with groups by name");
        (await sharer.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name, scopes = new[] { "tokens" } })).Message
            .ShouldBe($"Do not have permission to grant share with scope tokens!server={owner.Name}/");
        (await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = "nobody" })).Message.ShouldBe("No such user: nobody");
        (await admin.SendAsync("POST", $"shares/{owner.Name}/gone", new { user = friend.Name })).Message
            .ShouldBe($"No such server: {owner.Name}/gone");
        (await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name, colour = "red" })).Status.ShouldBe(400);
        (await admin.SendAsync("POST", $"shares/{owner.Name}/")).Status.ShouldBe(400);
        (await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = "" })).Status.ShouldBe(400);
    }

    [Test]
    public async Task An_owner_may_look_but_not_share()
    {
        (await owner.GetAsync($"shares/{owner.Name}")).Status.ShouldBe(200);
        (await owner.GetAsync($"shares/{owner.Name}/")).Status.ShouldBe(200);
        (await owner.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name })).Status.ShouldBe(403);
    }

    [Test]
    public async Task Grants_add_up_and_are_taken_back_one_by_one()
    {
        var path = $"shares/{owner.Name}/";
        var (access, read) = ($"access:servers!server={owner.Name}/", $"read:servers!server={owner.Name}/");
        await admin.SendAsync("POST", path, new { user = friend.Name });
        var both = await admin.SendAsync("POST", path, new { user = friend.Name, scopes = new[] { read } });
        both.Texts("scopes").ShouldBe([access, read]);
        (await admin.GetAsync(path)).Items("kind").ShouldBe(["user"]);

        var unmatched = await admin.SendAsync("PATCH", path, new { user = friend.Name, scopes = new[] { "access:servers", "tokens" } });
        unmatched.Texts("scopes").ShouldBe([access, read]);
        var less = await admin.SendAsync("PATCH", path, new { user = friend.Name, scopes = new[] { access } });
        less.Texts("scopes").ShouldBe([read]);
        var nothing = await admin.SendAsync("PATCH", path, new { user = friend.Name, scopes = new[] { read } });
        (nothing.Status, nothing.Body!.ToString()).ShouldBe((200, "{}"));
        (await admin.GetAsync(path)).Items("kind").ShouldBeEmpty();
    }

    [TestCase("user", 200)]
    [TestCase("group", 200)]
    [TestCase("unknown user", 200)]
    [TestCase("unknown group", 200)]
    [TestCase("neither", 400)]
    [TestCase("both", 400)]
    public async Task Revoking_all_leaves_an_empty_object(string with, int status)
    {
        await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name });
        using var revoker = await hub.UserWithAsync(Expand("shares!user=SHARER"));
        var answer = await revoker.SendAsync("PATCH", $"shares/{owner.Name}/", Request(with, null));
        answer.Status.ShouldBe(status);
        if (status == 200)
            answer.Body!.ToString().ShouldBe("{}");
        (await admin.GetAsync($"shares/{owner.Name}/")).Items("kind").Count().ShouldBe(with == "user" ? 0 : 1);
    }

    [TestCase("shares", 204)]
    [TestCase("shares!user=SHARER", 204)]
    [TestCase("shares!server=SERVER", 204)]
    [TestCase("read:shares", 403)]
    [TestCase("shares!server=SHARER/other", 404)]
    [TestCase("shares!user=other", 404)]
    public async Task All_shares_of_a_server_go_at_once(string held, int status)
    {
        await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = friend.Name });
        await admin.SendAsync("POST", $"shares/{owner.Name}/", new { group });
        using var revoker = await hub.UserWithAsync(Expand(held));
        (await revoker.SendAsync("DELETE", $"shares/{owner.Name}/")).Status.ShouldBe(status);
        (await admin.GetAsync($"shares/{owner.Name}/")).Items("kind").Count().ShouldBe(status == 204 ? 0 : 2);
        if (status == 204)
            (await revoker.SendAsync("DELETE", $"shares/{owner.Name}/")).Status.ShouldBe(204);
    }

    [TestCase("shares", 200, 200)]
    [TestCase("read:shares!user=SHARER", 200, 200)]
    [TestCase("read:shares!server=SERVER", 404, 200)]
    [TestCase("read:shares!user=other", 404, 404)]
    [TestCase("read:users:shares", 403, 403)]
    public async Task Lists_are_by_owner_and_by_server(string held, int ofOwner, int ofServer)
    {
        using var reader = await hub.UserWithAsync(Expand(held));
        (await reader.GetAsync($"shares/{owner.Name}")).Status.ShouldBe(ofOwner);
        (await reader.GetAsync($"shares/{owner.Name}/")).Status.ShouldBe(ofServer);
    }

    [Test]
    public async Task Lists_come_in_pages()
    {
        for (var i = 0; i < 3; i++)
            await admin.SendAsync("POST", $"shares/{owner.Name}/", new { group = await hub.GroupAsync() });
        var first = await admin.GetAsync($"shares/{owner.Name}?limit=2");
        first.Items("group.name").Count().ShouldBe(2);
        ((int)first["_pagination"]["total"]!).ShouldBe(3);
        var next = await admin.GetAsync(new Uri((string)first["_pagination"]["next"]!["url"]!).PathAndQuery);
        next.Items("group.name").Count().ShouldBe(1);
        next["_pagination"]["next"]!.Type.ShouldBe(JTokenType.Null);
        (await admin.GetAsync($"shares/{owner.Name}?limit=x")).Status.ShouldBe(400);
    }

    [TestCase("shares/nobody", "Not Found")]
    [TestCase("shares/nobody/", "No such server: nobody/")]
    [TestCase("share-codes/nobody", "Not Found")]
    [TestCase("share-codes/nobody/lab", "No such server: nobody/lab")]
    [TestCase("users/nobody/shared", "No such user: nobody")]
    [TestCase("users/nobody/shared/somebody/lab", "No such share for user nobody on somebody/lab")]
    [TestCase("groups/nobody/shared", "No such group: nobody")]
    [TestCase("groups/nobody/shared/somebody/", "No such group: nobody")]
    public async Task What_does_not_exist_is_not_found(string path, string message)
    {
        var answer = await admin.GetAsync(path);
        (answer.Status, answer.Message).ShouldBe((404, message));
    }

    [Test]
    public async Task An_empty_name_counts_as_none_beside_the_other()
    {
        (await admin.SendAsync("POST", $"shares/{owner.Name}/", new { user = "", group }))["kind"].ToString().ShouldBe("group");
        (await admin.SendAsync("PATCH", $"shares/{owner.Name}/", new { user = "", group })).Body!.ToString().ShouldBe("{}");
    }

    [TestCase("POST", "shares")]
    [TestCase("PATCH", "shares")]
    [TestCase("DELETE", "shares")]
    [TestCase("POST", "share-codes")]
    [TestCase("DELETE", "share-codes")]
    public async Task Writing_needs_a_server_in_the_path(string method, string kind) =>
        (await admin.SendAsync(method, $"{kind}/{owner.Name}")).Status.ShouldBe(405);

    [TestCase("PUT", "shares/u/", 405)]
    [TestCase("PATCH", "share-codes/u/", 405)]
    [TestCase("POST", "users/u/shared/o/", 405)]
    [TestCase("PUT", "shares//", 404)]
    [TestCase("PUT", "users/u/shared/", 404)]
    public async Task The_default_server_is_a_known_path_to_other_methods_too(string method, string path, int status) =>
        (await admin.SendAsync(method, path)).Status.ShouldBe(status);

    [Test]
    public async Task What_is_shared_with_a_user_includes_what_is_shared_with_groups()
    {
        var (mine, other) = (await hub.GroupAsync(friend.Name), owner.Name);
        await admin.SendAsync("POST", $"shares/{other}/", new { user = friend.Name });
        await admin.SendAsync("POST", $"shares/{other}/", new { group = mine });
        (await friend.GetAsync($"users/{friend.Name}/shared")).Items("kind").ShouldBe(["user", "group"]);
        (await admin.GetAsync($"groups/{mine}/shared")).Items("server.user.name").ShouldBe([other]);
    }

    [TestCase("users", "users", 403, 403)]
    [TestCase("users", "read:users!user=WITH", 403, 403)]
    [TestCase("users", "read:users:shares!user=WITH", 200, 403)]
    [TestCase("users", "users:shares!user=WITH", 200, 204)]
    [TestCase("users", "users:shares!user=other", 404, 404)]
    [TestCase("groups", "groups", 403, 403)]
    [TestCase("groups", "read:groups:shares!group=GROUP", 200, 403)]
    [TestCase("groups", "groups:shares!group=GROUP", 200, 204)]
    [TestCase("groups", "groups:shares!group=other", 404, 404)]
    public async Task A_share_can_be_seen_and_left_by_those_it_is_with(string kind, string held, int get, int delete)
    {
        await admin.SendAsync("POST", $"shares/{owner.Name}/", kind == "users" ? new { user = friend.Name } : new { group });
        using var client = await hub.UserWithAsync(Expand(held));
        var name = kind == "users" ? friend.Name : group;
        var path = $"{kind}/{name}/shared/{owner.Name}/";
        (await client.GetAsync(path)).Status.ShouldBe(get);
        (await client.SendAsync("DELETE", path)).Status.ShouldBe(delete);
        var after = await admin.GetAsync(path);
        after.Status.ShouldBe(delete == 204 ? 404 : 200);
        if (delete == 204)
            after.Message.ShouldBe($"No such share for {kind[..^1]} {name} on {owner.Name}/");
    }

    [Test]
    public async Task A_share_opens_a_server_and_its_end_closes_it_at_once()
    {
        async Task<IEnumerable<string>> Servers() =>
            (await friend.GetAsync("user")).Texts("scopes").OfType<string>().Where(scope => scope.Contains("!server=", StringComparison.Ordinal));
        (await Servers()).ShouldBeEmpty();
        var mine = await hub.GroupAsync(friend.Name);
        foreach (var with in new object[] { new { user = friend.Name }, new { group = mine } })
        {
            await admin.SendAsync("POST", $"shares/{owner.Name}/", with);
            (await Servers()).ShouldBe([$"access:servers!server={owner.Name}/"]);
            await admin.SendAsync("PATCH", $"shares/{owner.Name}/", with);
            (await Servers()).ShouldBeEmpty();
            await admin.SendAsync("POST", $"shares/{owner.Name}/", with);
            (await Servers()).ShouldNotBeEmpty();
            await admin.SendAsync("DELETE", $"shares/{owner.Name}/");
            (await Servers()).ShouldBeEmpty();
        }
    }

    [TestCase("owner")]
    [TestCase("friend")]
    [TestCase("group")]
    [TestCase("server")]
    public async Task A_share_goes_with_whatever_it_joins(string what)
    {
        var server = await LabAsync();
        await admin.SendAsync("POST", $"shares/{owner.Name}/lab", what == "group" ? new { group } : new { user = friend.Name });
        if (what == "server")
            (await hub.Get<IServerStore>().RemoveAsync(server.Id, default)).ShouldBeTrue();
        else
            (await admin.SendAsync("DELETE", what == "group" ? $"groups/{group}" : $"users/{(what == "owner" ? owner : friend).Name}")).Status.ShouldBe(204);
        var left = what is "owner" or "server"
            ? await admin.GetAsync($"users/{friend.Name}/shared")
            : await admin.GetAsync($"shares/{owner.Name}/lab");
        left.Items("kind").ShouldBeEmpty();
    }

    [Test]
    public async Task A_share_follows_its_server_through_renames()
    {
        var server = await LabAsync();
        await admin.SendAsync("POST", $"shares/{owner.Name}/lab", new { user = friend.Name });
        (await friend.GetAsync("user")).Texts("scopes").ShouldContain($"access:servers!server={owner.Name}/lab");
        (await hub.Get<IServerStore>().ChangeAsync(server.Id, "bench", null, null, default)).ShouldBeTrue();
        await hub.Get<IUserStore>().ChangeAsync(server.UserId, $"{owner.Name}-new", null, default);
        (await friend.GetAsync("user")).Texts("scopes").ShouldContain($"access:servers!server={owner.Name}-new/bench");
        (await friend.GetAsync("user")).Texts("scopes").ShouldNotContain($"access:servers!server={owner.Name}/lab");
    }

    private async Task<Server> LabAsync()
    {
        var user = (await hub.Get<IUserStore>().FindAsync(owner.Name, default))!;
        return (await hub.Get<IServerStore>().CreateAsync(user.Id, "lab", "lab", null, 0, default))!;
    }

    private string[] Expand(string scopes) =>
        scopes.Replace("SERVER", $"{owner.Name}/").Replace("SHARER", owner.Name).Replace("WITH", friend.Name).Replace("GROUP", group).Split(',');

    private Dictionary<string, object> Request(string with, string? scopes)
    {
        var body = new Dictionary<string, object>();
        if (with is "user" or "both")
            body["user"] = friend.Name;
        if (with is "group" or "both")
            body["group"] = group;
        if (with.StartsWith("unknown ", StringComparison.Ordinal))
            body[with["unknown ".Length..]] = "nobody";
        if (scopes is not null)
            body["scopes"] = Expand(scopes);
        return body;
    }
}
