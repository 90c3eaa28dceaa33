using Hub.Data.Schema;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Shares;

public sealed class ShareCodesTests
{
    private HubApplication hub = null!;
    private ApiClient admin = null!;
    private ApiClient owner = null!;
    private ApiClient friend = null!;

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
    }

    [TearDown]
    public void Leave()
    {
        owner.Dispose();
        friend.Dispose();
    }

    [Test]
    public async Task A_code_is_shown_once_and_kept_as_a_hash()
    {
        var made = await IssueAsync();
        var code = (string)made["code"]!;
        code.ShouldMatch("^[A-Za-z0-9_-]{43}$");
        ((string)made["accept_url"]!).ShouldBe($"/hub/accept-share?code={code}");
        made["full_accept_url"].Type.ShouldBe(JTokenType.Null);
        made["server"]["user"]!["name"]!.ToString().ShouldBe(owner.Name);
        made.Texts("scopes").ShouldBe([$"access:servers!server={owner.Name}/"]);
        ((string)made["id"]!).ShouldMatch("^sc_[0-9]+$");
        ((int)made["exchange_count"]).ShouldBe(0);
        made["last_exchanged_at"].Type.ShouldBe(JTokenType.Null);

        var listed = (JObject)(await admin.GetAsync($"share-codes/{owner.Name}"))["items"].Single();
        listed.Properties().Select(property => property.Name).ShouldBe(
            ["server", "scopes", "id", "created_at", "expires_at", "exchange_count", "last_exchanged_at"], ignoreOrder: true);
        await using var context = await hub.Get<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        (await context.ShareCodes.CountAsync(kept => kept.Hash == TokenHash.Of(code))).ShouldBe(1);
    }

    [TestCase("shares", null, 200)]
    [TestCase("shares!user=other", null, 404)]
    [TestCase("read:shares", null, 403)]
    [TestCase("shares!server=SERVER,servers!server=SERVER", "read:servers!server=SERVER,access:servers!server=SERVER", 200)]
    [TestCase("shares", "read:servers!server=other/", 400)]
    [TestCase("shares,access:servers", "admin:servers!server=SERVER", 403)]
    public async Task Issuing_needs_the_scopes_that_are_granted(string held, string? shared, int status)
    {
        using var sharer = await hub.UserWithAsync(Expand(held));
        var answer = await sharer.SendAsync(
            "POST", $"share-codes/{owner.Name}/", shared is null ? null : new { scopes = Expand(shared) });
        answer.Status.ShouldBe(status, answer.Body?.ToString());
        if (status == 200)
            answer.Texts("scopes").ShouldBe(Expand(shared ?? "access:servers!server=SERVER").Order());
    }

    [TestCase("{}", 200, 86_400)]
    [TestCase("{\"expires_in\": 60}", 200, 60)]
    [TestCase("{\"expires_in\": 90.0}", 200, 90)]
    [TestCase("{\"expires_in\": 31536000}", 200, 31_536_000)]
    [TestCase("{\"expires_in\": 59}", 400, 0)]
    [TestCase("{\"expires_in\": 31536001}", 400, 0)]
    [TestCase("{\"expires_in\": -1}", 400, 0)]
    [TestCase("{\"expires_in\": 60.5}", 400, 0)]
    [TestCase("{\"expires_in\": 100000000000000000000000}", 400, 0)]
    [TestCase("{\"expires_in\": \"notanumber\"}", 400, 0)]
    [TestCase("{\"expires_in\": null}", 400, 0)]
    [TestCase("{\"expires\": 60}", 400, 0)]
    [TestCase("{\"expires_in\": \"90\"}", 200, 90)]
    [TestCase("[]", 200, 86_400)]
    [TestCase("[1]", 400, 0)]
    public async Task A_code_lives_from_a_minute_to_a_year(string body, int status, int seconds)
    {
        var answer = await admin.SendAsync("POST", $"share-codes/{owner.Name}/", JToken.Parse(body));
        answer.Status.ShouldBe(status, answer.Body?.ToString());
        if (status != 200)
            return;
        var (created, ends) = (DateTimeOffset.Parse((string)answer["created_at"]!), DateTimeOffset.Parse((string)answer["expires_at"]!));
        (ends - created).ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [TestCase("shares", 200, 200)]
    [TestCase("read:shares!user=OWNER", 200, 200)]
    [TestCase("read:shares!server=SERVER", 404, 200)]
    [TestCase("users:shares", 403, 403)]
    public async Task Lists_are_by_owner_and_by_server(string held, int ofOwner, int ofServer)
    {
        using var reader = await hub.UserWithAsync(Expand(held));
        (await reader.GetAsync($"share-codes/{owner.Name}")).Status.ShouldBe(ofOwner);
        (await reader.GetAsync($"share-codes/{owner.Name}/")).Status.ShouldBe(ofServer);
    }

    [TestCase("shares", "", 204, 0)]
    [TestCase("shares", "?id=ID", 204, 1)]
    [TestCase("shares!server=SERVER", "?code=CODE", 204, 1)]
    [TestCase("shares!user=other", "", 404, 2)]
    [TestCase("read:shares", "?code=CODE", 403, 2)]
    [TestCase("shares", "?id=invalid", 404, 2)]
    [TestCase("shares", "?id=sc_99999999", 404, 2)]
    [TestCase("shares", "?id=sc_99999999999999", 404, 2)]
    [TestCase("shares", "?code=nomatch", 404, 2)]
    public async Task Codes_are_withdrawn_by_code_by_id_or_all(string held, string query, int status, int left)
    {
        var made = await IssueAsync();
        await IssueAsync();
        using var client = await hub.UserWithAsync(Expand(held));
        query = query.Replace("ID", (string)made["id"]!).Replace("CODE", (string)made["code"]!);
        var answer = await client.SendAsync("DELETE", $"share-codes/{owner.Name}/{query}");
        answer.Status.ShouldBe(status);
        if (status == 404 && query.Contains('='))
            answer.Message.ShouldBe(query.StartsWith("?id=", StringComparison.Ordinal) ? $"No code found matching id={query[4..]}" : "No matching code found");
        (await admin.GetAsync($"share-codes/{owner.Name}/")).Items("id").Count().ShouldBe(left);
    }

    [Test]
    public async Task A_code_that_is_named_in_both_ways_goes_by_the_code()
    {
        var (first, second) = (await IssueAsync(), await IssueAsync());
        (await admin.SendAsync("DELETE", $"share-codes/{owner.Name}/?code={first["code"]}&id={second["id"]}")).Status.ShouldBe(204);
        (await admin.GetAsync($"share-codes/{owner.Name}/")).Items("id").ShouldBe([(string?)second["id"]]);
        (await admin.SendAsync("DELETE", $"share-codes/{owner.Name}/?code=&id={second["id"]}")).Status.ShouldBe(204);
    }

    [Test]
    public async Task A_code_of_one_server_is_no_code_of_another()
    {
        var (id, code) = ((string)(await IssueAsync())["id"]!, (string)(await IssueAsync())["code"]!);
        (await admin.SendAsync("DELETE", $"share-codes/{friend.Name}/?id={id}")).Status.ShouldBe(404);
        (await admin.SendAsync("DELETE", $"share-codes/{friend.Name}/?code={code}")).Status.ShouldBe(404);
        (await admin.GetAsync($"share-codes/{owner.Name}/")).Items("id").Count().ShouldBe(2);
    }

    [Test]
    public async Task The_older_forms_make_show_and_accept_a_code()
    {
        using var sharer = await hub.UserWithAsync("self", "shares!user");
        var made = await sharer.SendAsync("POST", "shares", new { server_name = "", expires_in = 120 });
        made.Status.ShouldBe(200);
        var code = (string)made["code"]!;

        var shown = await friend.GetAsync($"shares/{code}");
        (shown.Status, (string)shown["id"]!).ShouldBe((200, (string)made["id"]!));
        shown.Body!["code"].ShouldBeNull();
        for (var times = 1; times <= 2; times++)
        {
            var share = await friend.SendAsync("POST", $"shares/{code}/accept");
            (share.Status, (string)share["user"]["name"]!).ShouldBe((200, friend.Name));
            ((int)(await sharer.GetAsync($"shares/{code}"))["exchange_count"]).ShouldBe(times);
        }

        (await friend.GetAsync("user")).Texts("scopes").ShouldContain($"access:servers!server={sharer.Name}/");
        (await sharer.SendAsync("DELETE", $"share-codes/{sharer.Name}/")).Status.ShouldBe(204);
        (await friend.GetAsync("user")).Texts("scopes").ShouldContain($"access:servers!server={sharer.Name}/");
        (await friend.GetAsync($"shares/{code}")).Status.ShouldBe(404);
    }

    [Test]
    public async Task Who_may_not_share_makes_no_code_in_the_older_form_either()
    {
        (await owner.SendAsync("POST", "shares", new { server_name = "" })).Status.ShouldBe(403);
        (await admin.SendAsync("POST", "shares", new { server_name = "gone" })).Status.ShouldBe(404);
        using var stranger = new ApiClient(hub.Port, "", null);
        (await stranger.SendAsync("POST", "shares")).Status.ShouldBe(403);
    }

    [Test]
    public async Task A_code_is_for_users_who_have_a_say_over_their_shares_and_not_for_the_owner()
    {
        var code = (string)(await IssueAsync())["code"]!;
        var own = await owner.SendAsync("POST", $"shares/{code}/accept");
        (own.Status, own.Message).ShouldBe((400, "You can't share with yourself!"));
        using var limited = await hub.ClientAsync(friend.Name, "read:users!user");
        (await limited.SendAsync("POST", $"shares/{code}/accept")).Status.ShouldBe(403);
        using var stranger = new ApiClient(hub.Port, "", null);
        (await stranger.SendAsync("POST", $"shares/{code}/accept")).Status.ShouldBe(403);
        (await stranger.GetAsync($"shares/{code}")).Status.ShouldBe(403);
        var unknown = new string('x', 43);
        (await friend.SendAsync("POST", $"shares/{unknown}/accept")).Status.ShouldBe(404);
        (await friend.GetAsync($"shares/{unknown}")).Status.ShouldBe(404);
        ((int)(await admin.GetAsync($"shares/{code}"))["exchange_count"]).ShouldBe(0);
    }

    [Test]
    public async Task A_user_whose_name_looks_like_a_code_is_a_user()
    {
        var name = new string('u', 43);
        await hub.Get<IUserStore>().CreateAsync([name], admin: false, default);
        (await admin.GetAsync($"shares/{name}"))["items"].ShouldBeEmpty();
        (await admin.SendAsync("POST", $"shares/{name}/accept", new { user = friend.Name })).Message.ShouldBe($"No such server: {name}/accept");
    }

    [Test]
    public async Task An_expired_code_is_no_code()
    {
        var code = (string)(await IssueAsync())["code"]!;
        await using (var context = await hub.Get<IDbContextFactory<HubDbContext>>().CreateDbContextAsync())
        {
            await context.ShareCodes.Where(kept => kept.Hash == TokenHash.Of(code))
                .ExecuteUpdateAsync(kept => kept.SetProperty(one => one.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)));
        }

        (await friend.GetAsync($"shares/{code}")).Status.ShouldBe(404);
        (await friend.SendAsync("POST", $"shares/{code}/accept")).Status.ShouldBe(404);
        var list = await admin.GetAsync($"share-codes/{owner.Name}");
        (list.Items("id").Count(), (int)list["_pagination"]["total"]!).ShouldBe((0, 0));
        await hub.Get<ITokenStore>().RemoveExpiredAsync(default);
        await using var after = await hub.Get<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        (await after.ShareCodes.AnyAsync(kept => kept.Hash == TokenHash.Of(code))).ShouldBeFalse();
    }

    private async Task<ApiAnswer> IssueAsync()
    {
        var answer = await admin.SendAsync("POST", $"share-codes/{owner.Name}/");
        answer.Status.ShouldBe(200);
        return answer;
    }

    private string[] Expand(string scopes) => scopes.Replace("SERVER", $"{owner.Name}/").Replace("OWNER", owner.Name).Split(',');
}
