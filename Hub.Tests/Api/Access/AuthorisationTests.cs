using System.Text.Json.Nodes;
using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Access;

/// <summary>Every operation with every kind of holding of its scope.</summary>
public sealed class AuthorisationTests : ApiFixture
{
    private const string Missing = "/nobody-there";

    /// <summary>Method, path, body, scope, the filter that reaches the subject, a scope that only reads, and the status of success.</summary>
    private static readonly object?[][] OnOne =
    [
        ["GET", "users/sub", null, "read:users", "user=sub", "read:services", 200],
        ["POST", "users/fresh{n}", null, "admin:users", "user=fresh{n}", "read:users", 201],
        ["PATCH", "users/sub", "{}", "admin:users", "user=sub", "read:users", 200],
        ["DELETE", "users/gone{n}", null, "delete:users", "user=gone{n}", "read:users", 204],
        ["POST", "users/sub/activity", """{"last_activity": "2020-01-01"}""", "users:activity", "user=sub", "read:users:activity", 200],
        ["GET", "users/sub/tokens", null, "read:tokens", "user=sub", "read:services", 200],
        ["GET", "users/sub/server", null, "read:servers", "server=sub/", "read:services", 200],
        ["GET", "users/sub/server", null, "read:servers", "user=sub", "read:services", 200],
        ["GET", "users/sub/server", null, "read:servers", "group=circle", "read:services", 200],
        ["PUT", "users/sub/servers/s{n}", null, "start:servers", "server=sub/s{n}", "read:servers", 201],
        ["POST", "users/sub/servers/t{n}", null, "start:servers", "user=sub", "read:servers", 201],
        ["PATCH", "users/sub/servers/kept", """{"display_name": "Kept"}""", "start:servers", "server=sub/kept", "read:servers", 200],
        ["DELETE", "users/sub/servers/kept", null, "delete:servers", "server=sub/kept", "read:servers", 204],
        ["GET", "groups/circle", null, "read:groups", "group=circle", "read:services", 200],
        ["POST", "groups/fresh{n}", null, "admin:groups", "group=fresh{n}", "read:groups", 201],
        ["DELETE", "groups/gone{n}", null, "delete:groups", "group=gone{n}", "read:groups", 204],
        ["POST", "groups/circle/users", """{"users": ["sub"]}""", "groups", "group=circle", "read:groups", 200],
        ["DELETE", "groups/other/users", """{"users": ["sub"]}""", "groups", "group=other", "read:groups", 200],
        ["PUT", "groups/circle/properties", "{}", "groups", "group=circle", "read:groups", 200],
        ["POST", "services/fresh{n}", """{"display": false}""", "admin:services", "service=fresh{n}", "read:services", 201],
        ["DELETE", "services/gone{n}", null, "admin:services", "service=gone{n}", "read:services", 200],
        ["GET", "users/sub/audit", null, "read:servers", "user=sub", "read:services", 200],
        ["GET", "users/sub/server/progress", null, "read:servers", "server=sub/", "read:services", 200],
        ["GET", "users/sub/servers/kept/progress", null, "read:servers", "user=sub", "read:services", 400],
        ["PUT", "users/sub/server", null, "start:servers", "server=sub/", "read:servers", 409],
        ["POST", "users/gone{n}/server", null, "start:servers", "server=gone{n}/", "read:servers", 201],
        ["PATCH", "users/gone{n}/server", """{"display_name": "Mine"}""", "start:servers", "server=gone{n}/", "read:servers", 200],
        ["DELETE", "users/gone{n}/server", null, "delete:servers", "server=gone{n}/", "read:servers", 204],
        ["GET", "users/sub/servers/kept", null, "read:servers", "server=sub/kept", "read:services", 200],
        ["POST", "users/sub/admin-access", null, "servers", "user=sub", "read:servers", 200],
        ["GET", "users/sub/tokens/{token}", null, "read:tokens", "user=sub", "read:services", 200],
        ["DELETE", "users/sub/tokens/{token}", null, "tokens", "user=sub", "read:tokens", 204],
        ["GET", "users/sub/shared", null, "read:users:shares", "user=sub", "read:users", 200],
        ["GET", "users/sub/shared/host/box", null, "read:users:shares", "user=sub", "read:users", 200],
        ["DELETE", "users/sub/shared/host/box", null, "users:shares", "user=sub", "read:users:shares", 204],
        ["GET", "groups/circle/shared", null, "read:groups:shares", "group=circle", "read:groups", 200],
        ["GET", "groups/circle/shared/host/box", null, "read:groups:shares", "group=circle", "read:groups", 200],
        ["DELETE", "groups/circle/shared/host/box", null, "groups:shares", "group=circle", "read:groups:shares", 204],
        ["GET", "shares/host", null, "read:shares", "user=host", "read:servers", 200],
        ["GET", "shares/host/box", null, "read:shares", "server=host/box", "read:servers", 200],
        // Nobody in particular: the scope is there, the body is not.
        ["POST", "shares/host/box", "{}", "shares", "server=host/box", "read:shares", 400],
        ["PATCH", "shares/host/box", """{"user": "sub"}""", "shares", "server=host/box", "read:shares", 200],
        ["DELETE", "shares/host/box", null, "shares", "user=host", "read:shares", 204],
        ["GET", "share-codes/host", null, "read:shares", "user=host", "read:servers", 200],
        ["GET", "share-codes/host/box", null, "read:shares", "server=host/box", "read:servers", 200],
        ["POST", "share-codes/host/box", null, "shares", "server=host/box", "read:shares", 200],
        ["DELETE", "share-codes/host/box", null, "shares", "server=host/box", "read:shares", 204],
        ["PUT", "roles/club/users/sub", null, "admin:users", "user=sub", "read:roles", 204],
        ["DELETE", "roles/club/users/sub", null, "admin:users", "user=sub", "read:roles", 204],
        ["PUT", "roles/club/groups/circle", null, "admin:groups", "group=circle", "read:roles", 204],
        ["DELETE", "roles/club/groups/circle", null, "admin:groups", "group=circle", "read:roles", 204],
        ["PUT", "roles/club/services/robot", null, "admin:services", "service=robot", "read:roles", 204],
        ["DELETE", "roles/club/services/robot", null, "admin:services", "service=robot", "read:roles", 204],
        ["GET", "users/sub/server/history", null, "read:servers", "server=sub/", "read:services", 200],
        ["GET", "users/sub/servers/kept/history", null, "read:servers", "user=sub", "read:services", 200],
        ["GET", "users/sub/server/keep", null, "read:servers", "server=sub/", "read:services", 200],
        ["PUT", "users/sub/server/keep", """{"seconds": 60}""", "start:servers", "server=sub/", "read:servers", 200],
        ["DELETE", "users/sub/server/keep", null, "start:servers", "server=sub/", "read:servers", 204],
        ["GET", "users/sub/servers/kept/keep", null, "read:servers", "server=sub/kept", "read:services", 200],
        // It does not run, so there is nothing to keep.
        ["PUT", "users/sub/servers/kept/keep", """{"seconds": 60}""", "start:servers", "server=sub/kept", "read:servers", 400],
        ["DELETE", "users/sub/servers/kept/keep", null, "start:servers", "server=sub/kept", "read:servers", 400],
        ["POST", "users/gone{n}/server/reset", null, "admin:servers", "server=gone{n}/", "read:servers", 200],
        ["POST", "users/sub/servers/kept/reset", null, "admin:servers", "server=sub/kept", "read:servers", 200],
        ["DELETE", "users/gone{n}/sessions", null, "tokens", "user=gone{n}", "read:tokens", 204],
    ];

    /// <summary>As above, of what has no single subject: a filtered scope never passes where something is written.</summary>
    private static readonly object?[][] OnAll =
    [
        ["POST", "users", """{"usernames": ["bulk{n}"]}""", "admin:users", "user=bulk{n}", "list:users", 201],
        ["POST", "groups", """{"groups": ["bulk{n}"]}""", "admin:groups", "group=bulk{n}", "list:groups", 201],
        ["GET", "proxy", null, "proxy", null, "read:hub", 200],
        ["POST", "proxy", null, "proxy", null, "read:hub", 200],
        ["GET", "info", null, "read:hub", null, "list:users", 200],
        ["GET", "metrics", null, "read:metrics", null, "read:hub", 200],
        ["GET", "audit", null, "read:audit", null, "read:hub", 200],
        ["GET", "users", null, "list:users", null, "read:hub", 200],
        ["GET", "groups", null, "list:groups", null, "read:hub", 200],
        ["GET", "services", null, "list:services", null, "read:hub", 200],
        ["GET", "hub/info", null, "read:hub", null, "list:users", 200],
        ["PATCH", "proxy", "[]", "proxy", null, "read:hub", 400],
        ["DELETE", "proxy/none{n}", null, "proxy", null, "read:hub", 404],
        // Not understood, and so not done; but only those who may are told so.
        ["POST", "shutdown", """{"proxy": "no"}""", "shutdown", null, "read:hub", 400],
        ["POST", "hub/shutdown", """{"proxy": "no"}""", "shutdown", null, "read:hub", 400],
        ["GET", "roles", null, "read:roles", "user=sub", "read:roles:users", 200],
        ["POST", "roles", """{"name": "bulk{n}-role", "scopes": []}""", "admin:users", "user=sub", "read:roles", 201],
        ["GET", "roles/club", null, "read:roles", "user=sub", "read:roles:users", 200],
        ["PUT", "roles/club", """{"description": "A club"}""", "admin:users", "user=sub", "read:roles", 200],
        ["DELETE", "roles/gone{n}-role", null, "admin:users", "user=sub", "read:roles", 204],
        ["GET", "roles/club/users", null, "read:roles", "user=sub", "read:roles:users", 200],
        ["GET", "orphans", null, "admin:servers", "user=sub", "read:servers", 200],
        ["DELETE", "orphans/none{n}", null, "admin:servers", "user=sub", "read:servers", 404],
        ["GET", "start-failures", null, "admin:servers", "user=sub", "read:servers", 200],
        ["DELETE", "start-failures", null, "admin:servers", "user=sub", "read:servers", 204],
        // This hub keeps no accounts; but only those who may are told so.
        ["GET", "native/accounts", null, "admin:users", "user=sub", "read:users", 404],
        ["GET", "native/accounts/sub", null, "admin:users", "user=sub", "read:users", 404],
        ["POST", "native/accounts/sub", """{"password": "correct horse battery"}""", "admin:users", "user=sub", "read:users", 404],
        ["PATCH", "native/accounts/sub", """{"is_authorized": true}""", "admin:users", "user=sub", "read:users", 404],
        ["DELETE", "native/accounts/sub", null, "admin:users", "user=sub", "read:users", 404],
        ["POST", "native/accounts/sub/password-link", null, "admin:users", "user=sub", "read:users", 404],
    ];

    /// <summary>Method, path, body, and the status without and with credentials, of what asks for no scope of its own.</summary>
    private static readonly object?[][] WithoutScope =
    [
        ["GET", "", null, 200, 200],
        ["GET", "user", null, 403, 200],
        ["GET", "authorizations/token/nonsense", null, 403, 404],
        ["GET", "authorizations/cookie/jupyterhub-hub-login/nonsense", null, 403, 404],
        // Names and passwords are the credentials here, and these are wrong.
        ["POST", "authorizations/token", """{"username": "sub", "password": "wrong"}""", 403, 403],
        ["GET", "scopes/explain?user=sub&scope=read:hub", null, 403, 403],
        // A service has no servers to share.
        ["POST", "shares", null, 403, 403],
        // These are for browsers that somebody has signed in with, and for OAuth clients; a token means nothing there.
        ["GET", "oauth2/authorize", null, 302, 302],
        ["POST", "oauth2/authorize", null, 403, 403],
        ["POST", "oauth2/token", null, 400, 400],
    ];

    /// <summary>What is told in a table of its own, because its answers are others.</summary>
    private static readonly object?[][] InTestsOfTheirOwn = [["GET", "services/shelf"], ["POST", "users/sub/tokens"]];

    private int counter;

    [OneTimeSetUp]
    public async Task AddSubjects()
    {
        await UsersAsync("sub", "host");
        (await Admin.PostAsync("users/sub/server")).ShouldBe(201);
        (await Admin.PutAsync("users/host/servers/box")).Status.ShouldBe(201);
        (await Admin.PostAsync("services/shelf", """{"display": false}""")).Status.ShouldBe(201);
        (await Admin.PostAsync("roles", """{"name": "club", "scopes": []}""")).Status.ShouldBe(201);
        await Admin.PostAsync("groups", """{"groups": ["circle", "other"], "users": ["sub"]}""");
        await Admin.PutAsync("users/sub/servers/kept");
    }

    [TestCaseSource(nameof(OnOne))]
    public async Task The_filter_of_a_scope_decides_whether_its_subject_is_there(
        string method, string path, string? body, string scope, string filter, string reading, int success)
    {
        await ExpectAsync(null, 403);
        await ExpectAsync([], 403);
        await ExpectAsync([reading], 403);
        await ExpectAsync([$"{scope}!{Kind(filter)}=elsewhere{(Kind(filter) == "server" ? "/" : "")}"], 404);
        await ExpectAsync([$"{scope}!{filter}"], success);
        await ExpectAsync([scope], success);
        Task ExpectAsync(string[]? scopes, int status) => AskAsync(method, path, body, scopes, status);
    }

    [TestCaseSource(nameof(OnAll))]
    public async Task What_is_about_all_asks_for_the_scope_without_a_filter(
        string method, string path, string? body, string scope, string? filter, string reading, int success)
    {
        await AskAsync(method, path, body, null, 403);
        await AskAsync(method, path, body, [], 403);
        await AskAsync(method, path, body, [reading], 403);
        if (filter is not null)
            await AskAsync(method, path, body, [$"{scope}!{filter}"], 403);
        await AskAsync(method, path, body, [scope], success);
    }

    [TestCaseSource(nameof(WithoutScope))]
    public async Task What_asks_for_no_scope_asks_for_credentials_or_for_nothing(
        string method, string path, string? body, int withoutToken, int withToken)
    {
        (await Nobody.SendAsync(method, path, body)).Status.ShouldBe(withoutToken);
        (await (await ClientAsync("robot")).SendAsync(method, path, body)).Status.ShouldBe(withToken);
    }

    [Test]
    public void Every_operation_of_the_document_is_in_these_tables()
    {
        var contract = OpenApiContract.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "openapi", "hub.json")));
        HashSet<JsonNode?> In(params object?[][][] tables) =>
            [.. tables.SelectMany(table => table).Select(entry => contract.ItemAt($"/{((string)entry[1]!).Split('?')[0]}")?[((string)entry[0]!).ToLowerInvariant()])];
        var (withScope, without) = (In(OnOne, OnAll, [InTestsOfTheirOwn[0]]), In(WithoutScope, [InTestsOfTheirOwn[1]]));
        contract.Operations.Where(operation => operation.NeedsScope && !withScope.Contains(operation.Json)).Select(operation => operation.Name).ShouldBeEmpty();
        contract.Operations.Where(operation => !operation.NeedsScope && !without.Contains(operation.Json)).Select(operation => operation.Name).ShouldBeEmpty();
    }

    [Test]
    public async Task A_services_token_always_reaches_itself_and_so_finds_others_absent()
    {
        await AskAsync("GET", "services/shelf", null, null, 403);
        await AskAsync("GET", "services/shelf", null, [], 404);
        await AskAsync("GET", "services/shelf", null, ["read:services!service=robot"], 404);
        await AskAsync("GET", "services/shelf", null, ["read:services!service=shelf"], 200);
        await AskAsync("GET", "services/shelf", null, ["read:services"], 200);
        (await (await ClientAsync("sub")).GetAsync("services/shelf")).ShouldFail(403);
    }

    [TestCase("users/sub/tokens")]
    [TestCase("users/nobody-there/tokens")]
    public async Task Tokens_are_made_by_those_who_hold_the_scope_for_their_owner(string path)
    {
        var success = path.Contains("sub", StringComparison.Ordinal) ? 201 : 403;
        await AskAsync("POST", path, null, null, 403);
        await AskAsync("POST", path, null, [], 403);
        await AskAsync("POST", path, null, ["read:tokens"], 403);
        await AskAsync("POST", path, null, ["tokens!user=admin"], 403);
        await AskAsync("POST", path, null, ["tokens!user=sub"], success);
        await AskAsync("POST", path, null, ["tokens!group=circle"], success);
        await AskAsync("POST", path, null, ["tokens"], success);
    }

    [TestCase("users", "list:users", "user=sub", "server=sub/")]
    [TestCase("groups", "list:groups", "group=circle", "user=sub")]
    [TestCase("services", "list:services", "service=robot", "user=sub")]
    public async Task A_list_takes_the_filters_of_its_kind_and_no_others(string path, string scope, string filter, string odd)
    {
        await AskAsync("GET", path, null, [scope], 200);
        await AskAsync("GET", path, null, [$"{scope}!{filter}"], 200);
        await AskAsync("GET", path, null, [$"{scope}!{odd}"], 403);
        await AskAsync("GET", path, null, ["read:hub"], 403);
        await AskAsync("GET", path, null, null, 403);
    }

    [Test]
    public async Task Absent_and_not_reached_are_told_in_the_same_words()
    {
        var caller = await ClientAsync("robot", "read:users!user=sub");
        const string Words = "No access to resources or resources not found";
        (await caller.GetAsync("users/admin")).ShouldFail(404, Words);
        (await caller.GetAsync($"users{Missing}")).ShouldFail(404, Words);
        (await Admin.GetAsync($"users{Missing}")).ShouldFail(404, "Not Found");
    }

    [Test]
    public async Task The_scopes_of_an_action_are_named_in_its_order() => (await (await ClientAsync("robot", "read:hub")).GetAsync("users/sub")).ShouldFail(
        403,
        "Action is not authorized with current scopes; requires any of "
        + "[read:users, read:users:name, read:servers, read:users:groups, read:users:activity, read:roles:users]");

    [Test]
    public async Task A_users_token_finds_others_absent() =>
        (await (await ClientAsync("sub", "inherit")).GetAsync("users/admin")).ShouldFail(404, "No access to resources or resources not found");

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { AllowNamedServers = true },
        Access = new AccessOptions { AdminAccess = true },
    };

    private static string Kind(string filter) => filter[..filter.IndexOf('=')];

    /// <summary>Puts there what the request is about, and what an earlier one of its case may have removed.</summary>
    private async Task PrepareAsync(string path, Func<string, string> with)
    {
        if (path.StartsWith("users/gone{n}", StringComparison.Ordinal))
            await UsersAsync(with("gone{n}"));
        else if (path == "roles/gone{n}-role")
            (await Admin.PostAsync("roles", with("""{"name": "gone{n}-role", "scopes": []}"""))).Status.ShouldBe(201);
        else if (path.EndsWith("/gone{n}", StringComparison.Ordinal))
            (await Admin.PostAsync(with(path), """{"name": "passed over"}""")).Status.ShouldBe(201);
        else if (path.StartsWith("users/sub/shared/", StringComparison.Ordinal))
            (await Admin.PostAsync("shares/host/box", """{"user": "sub"}""")).Status.ShouldBe(200);
        else if (path.StartsWith("groups/circle/shared/", StringComparison.Ordinal))
            (await Admin.PostAsync("shares/host/box", """{"group": "circle"}""")).Status.ShouldBe(200);
        else if (path.StartsWith("roles/club/", StringComparison.Ordinal))
            await Admin.PutAsync(path);
    }

    private async Task AskAsync(string method, string path, string? body, string[]? scopes, int status)
    {
        var n = $"{++counter}";
        var token = path.Contains("{token}", StringComparison.Ordinal) ? (await Admin.PostAsync("users/sub/tokens")).Json.Value<string>("id")! : "";
        string With(string text) => text.Replace("{n}", n, StringComparison.Ordinal).Replace("{token}", token, StringComparison.Ordinal);
        await PrepareAsync(path, With);
        var caller = scopes is null ? Nobody : await ClientAsync("robot", [.. scopes.Select(With)]);
        var answer = await caller.SendAsync(method, With(path), body is null ? null : With(body));
        answer.Status.ShouldBe(status, $"{method} {With(path)} with {(scopes is null ? "no token" : string.Join(' ', scopes))}: {answer.Text}");
        if (status >= 400)
            answer.ShouldFail(status);
    }
}
