using Hub.Domain.Tokens;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Tokens;

public sealed class TokenTests : ApiFixture
{
    [OneTimeSetUp]
    public Task AddUsers() => UsersAsync("ann", "ben");

    [Test]
    public async Task A_token_is_shown_once_with_everything_about_it()
    {
        var ann = await ClientAsync("ann", "inherit");
        var made = await ann.PostAsync("users/ann/tokens", """{"note": "mine", "expires_in": 60, "scopes": ["read:users:activity!user"]}""");
        const string Shown = """
            "user": "ann", "id": "<any>", "kind": "api_token", "roles": [],
            "scopes": ["read:users:activity!user=ann", "read:users:groups!user=ann", "read:users:name!user=ann"],
            "created": "<time>", "last_activity": null, "expires_at": "<time>", "note": "mine", "session_id": null, "oauth_client": "JupyterHub"
            """;
        made.ShouldBe(201, $$"""{"token": "<any>", {{Shown}}}""");
        (await ann.GetAsync($"users/ann/tokens/{made.Json["id"]}")).ShouldBe(200, $"{{{Shown}}}");
        made.Json.Value<string>("id")!.ShouldMatch("^a[0-9]+$");
        using var used = new TokenClient(App.Port, made.Json.Value<string>("token"));
        (await used.GetAsync("user")).Json.Value<string>("token_id").ShouldBe(made.Json.Value<string>("id"));
    }

    [Test]
    public async Task Notes_say_who_asked()
    {
        (await (await ClientAsync("ann", "inherit")).PostAsync("users/ann/tokens")).Json.Value<string>("note").ShouldBe("Requested via api");
        (await Admin.PostAsync("users/ann/tokens")).Json.Value<string>("note").ShouldBe("Requested via api by user admin");
        (await (await ClientAsync("robot", "tokens")).PostAsync("users/ann/tokens")).Json.Value<string>("note").ShouldBe("Requested via api by service robot");
        foreach (var nothing in (string[])["null", "\"\"", "0", "false", "[]", "{}"])
            (await Admin.PostAsync("users/admin/tokens", $"{{\"note\": {nothing}}}")).Json.Value<string>("note").ShouldBe("Requested via api", nothing);
        (await Admin.PostAsync("users/admin/tokens", """{"note": 7}""")).ShouldFail(400, "note must be a string, not a number");
    }

    [TestCase("7")]
    [TestCase("[]")]
    [TestCase("\"ann\"")]
    [TestCase("{\"username\": 7, \"password\": []}")]
    public async Task What_stands_in_for_a_password_matters_only_to_who_is_not_signed_in(string auth)
    {
        (await Admin.PostAsync("users/ann/tokens", $"{{\"auth\": {auth}}}")).Status.ShouldBe(201);
        (await Nobody.PostAsync("users/ann/tokens", $"{{\"auth\": {auth}}}")).ShouldFail(403, "Forbidden");
    }

    [TestCase("[1]", "Body must be a JSON dict or empty")]
    [TestCase("""{"expires_in": "soon"}""", "token expires_in must be null or integer, not 'soon'")]
    [TestCase("""{"expires_in": -1}""", "expires_in must be a positive integer or null, not -1")]
    [TestCase("""{"expires_in": 1.5}""", "token expires_in must be null or integer, not 1.5")]
    [TestCase("""{"scopes": "x"}""", "token scopes must be null or a list of strings, not 'x'")]
    [TestCase("""{"roles": [1]}""", "token roles must be null or a list of strings, not [1]")]
    [TestCase("""{"roles": [], "scopes": []}""", "Can only assign one of scopes or roles when creating tokens.")]
    [TestCase("""{"roles": ["none-such"]}""", "No such role: none-such")]
    [TestCase("""{"scopes": ["read:hub", "list:users"]}""", "Not assigning requested scopes list:users,read:hub,read:users:name not held by User ann")]
    [TestCase("""{"roles": ["admin"]}""", null)]
    [TestCase("""{"scopes": ["no:such"]}""", "Scope 'no:such' for token does not exist")]
    [TestCase("""{"scopes": ["all"]}""", null)]
    [TestCase("""{"scopes": ["read:users!user="]}""", "Empty string is not a valid filter: read:users!user=")]
    public async Task A_request_that_cannot_be_met_says_why(string body, string? message) =>
        (await (await ClientAsync("ann", "inherit")).PostAsync("users/ann/tokens", body)).ShouldFail(400, message);

    [Test]
    public async Task Nobody_makes_tokens_for_others_without_the_scope()
    {
        var ann = await ClientAsync("ann", "inherit");
        (await ann.PostAsync("users/ben/tokens")).ShouldFail(403, "User ben not found or no permissions to generate tokens");
        (await Admin.PostAsync("users/nobody/tokens")).ShouldFail(403, "User nobody not found or no permissions to generate tokens");
        (await (await ClientAsync("robot", "read:tokens")).PostAsync("users/ben/tokens")).ShouldFail(403, "Service ben not found or no permissions to generate tokens");
        (await Nobody.PostAsync("users/ben/tokens")).ShouldFail(403, "Forbidden");
    }

    [Test]
    public async Task Name_and_password_in_the_body_make_a_token_for_oneself_only()
    {
        var made = await Nobody.PostAsync("users/ann/tokens", """{"auth": {"username": "ANN", "password": "password"}}""");
        made.Status.ShouldBe(201, made.Text);
        made.Json.Value<string>("user").ShouldBe("ann");
        (await Nobody.PostAsync("users/ben/tokens", """{"auth": {"username": "ann", "password": "password"}}"""))
            .ShouldFail(403, "User ben not found or no permissions to generate tokens");
        (await Nobody.PostAsync("users/ann/tokens", """{"auth": {"username": "ann", "password": "wrong"}}""")).ShouldFail(403, "Forbidden");
        (await Nobody.PostAsync("users/new/tokens", """{"auth": {"username": "new", "password": "password"}}""")).ShouldFail(403, "Forbidden");
        (await Admin.GetAsync("users/new")).ShouldFail(404);
    }

    [Test]
    public async Task Guessing_passwords_is_slowed_down_on_every_way_in()
    {
        await UsersAsync("victim");
        for (var i = 0; i < 5; i++)
            (await Nobody.PostAsync("users/victim/tokens", """{"auth": {"username": "victim", "password": "guess"}}""")).Status.ShouldBe(403);
        var refused = await Nobody.PostAsync("users/victim/tokens", """{"auth": {"username": "victim", "password": "password"}}""");
        refused.ShouldFail(429);
        refused.Headers.Keys.ShouldContain("Retry-After");
        (await Nobody.PostAsync("authorizations/token", """{"username": "victim", "password": "password"}""")).ShouldFail(429);
    }

    [TestCase("GET")]
    [TestCase("POST")]
    public async Task The_way_of_old_gives_a_token_for_name_and_password(string method)
    {
        var made = await Nobody.SendAsync(method, "authorizations/token", """{"username": "ben", "password": "password"}""");
        made.Status.ShouldBe(200, made.Text);
        made.Headers["Deprecation"].ShouldBe("true");
        made.Json["user"]!.Value<string>("name").ShouldBe("ben");
        made.Json.Value<string>("warning").ShouldNotBeNullOrEmpty();
        using var ben = new TokenClient(App.Port, made.Json.Value<string>("token"));
        (await ben.GetAsync("user")).Json.Value<string>("name").ShouldBe("ben");
        (await Nobody.SendAsync(method, "authorizations/token", """{"username": "ben", "password": "wrong"}""")).ShouldFail(403);
        (await Nobody.SendAsync(method, "authorizations/token")).ShouldFail(403);
        (await Nobody.SendAsync(method, "/api/authorizations/token", """{"username": "ben", "password": "password"}""")).Status.ShouldBe(200);
    }

    [Test]
    public async Task Lists_are_by_last_use_without_expired_ones_and_cost_the_same_however_long()
    {
        await UsersAsync("keeper");
        var keeper = await ClientAsync("keeper", "inherit");
        var short1 = await keeper.PostAsync("users/keeper/tokens", """{"expires_in": 1}""");
        await keeper.GetAsync("users/keeper/tokens");
        var few = await StatementsOfListAsync(keeper);
        for (var i = 0; i < 5; i++)
            await keeper.PostAsync("users/keeper/tokens");
        (await StatementsOfListAsync(keeper)).ShouldBe(few);
        await Eventually.True(async () => (await keeper.GetAsync("users/keeper/tokens")).Json["api_tokens"]!.All(token => token.Value<string>("id") != short1.Json.Value<string>("id")));
        (await keeper.GetAsync($"users/keeper/tokens/{short1.Json["id"]}")).ShouldFail(404, $"No such token {short1.Json["id"]} for user keeper");
        (await Admin.GetAsync("users/nobody/tokens")).ShouldFail(404, "No such user: nobody");
    }

    [TestCase("a999999")]
    [TestCase("x1")]
    [TestCase("1")]
    [TestCase("a99999999999999999999")]
    public async Task A_token_that_is_not_there_is_not_found(string id)
    {
        (await Admin.GetAsync($"users/ann/tokens/{id}")).ShouldFail(404, $"No such token {id} for user ann");
        (await Admin.DeleteAsync($"users/ann/tokens/{id}")).ShouldFail(404, $"No such token {id} for user ann");
        (await Admin.GetAsync($"users/nobody/tokens/{id}")).ShouldFail(404, "No such user: nobody");
        (await Admin.DeleteAsync($"users/nobody/tokens/{id}")).ShouldFail(404, "No such user: nobody");
    }

    [Test]
    public async Task A_token_of_somebody_else_is_not_found_under_another_name()
    {
        var made = await Admin.PostAsync("users/ann/tokens");
        (await Admin.GetAsync($"users/ben/tokens/{made.Json["id"]}")).ShouldFail(404, $"No such token {made.Json["id"]} for user ben");
    }

    [Test]
    public async Task A_revoked_token_ends_at_once_also_ones_own()
    {
        var made = await Admin.PostAsync("users/ann/tokens");
        using var own = new TokenClient(App.Port, made.Json.Value<string>("token"));
        (await own.GetAsync("user")).Status.ShouldBe(200);
        (await own.DeleteAsync($"users/ann/tokens/{made.Json["id"]}")).ShouldBe(204);
        (await own.GetAsync("user")).ShouldFail(403);
    }

    [Test]
    public async Task A_token_follows_what_its_owner_may()
    {
        await UsersAsync("riser");
        var token = await ClientAsync("riser", "inherit");
        (await token.GetAsync("users")).ShouldFail(403);
        await Admin.PatchAsync("users/riser", """{"admin": true}""");
        (await token.GetAsync("users")).Status.ShouldBe(200);
        await Admin.PatchAsync("users/riser", """{"admin": false}""");
        (await token.GetAsync("users")).ShouldFail(403);
    }

    [Test]
    public async Task A_limit_on_the_life_of_tokens_holds()
    {
        await using var strict = await HubApplication.StartAsync(Basis with { Tokens = new TokenOptions { TokenExpiresInMaxSeconds = TimeSpan.FromSeconds(100) } });
        using var admin = new TokenClient(strict.Port, await MintedTokens.OfAsync(strict, "admin", "inherit"));
        (await admin.PostAsync("users/admin/tokens", """{"expires_in": 101}""")).ShouldFail(400, "token expires_in: 101 must not exceed 100");
        var made = (await admin.PostAsync("users/admin/tokens")).Json;
        (DateTimeOffset.Parse(made.Value<string>("expires_at")!) - DateTimeOffset.Parse(made.Value<string>("created")!)).TotalSeconds.ShouldBe(100, 1);
    }

    private static async Task<int> StatementsOfListAsync(TokenClient client)
    {
        using var statements = new SqlStatements();
        (await client.GetAsync("users/keeper/tokens")).Json["api_tokens"].ShouldBeOfType<JArray>();
        return statements.Seen.Count;
    }
}
