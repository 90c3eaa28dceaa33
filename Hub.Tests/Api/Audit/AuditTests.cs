using System.Net;
using Dapper;
using Hub.Domain.Audit;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;
using Npgsql;

namespace Hub.Tests.Api.Audit;

public sealed class AuditTests : ApiFixture
{
    [Test]
    public async Task A_login_and_its_end_are_written_with_who_and_from_where()
    {
        using var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync("anna");
        var request = login.Headers.GetValues("X-Request-Id").Single();
        var row = await OneAsync($"kind=login&request_id={request}");
        row.Value<string>("who").ShouldBe("anna");
        row.Value<string>("who_kind").ShouldBe("user");
        row.Value<string>("object").ShouldBe("user/anna");
        row.Value<string>("address").ShouldBe("127.0.0.1");
        row.Value<string>("outcome").ShouldBe("done");
        using var logout = await browser.GetAsync("/hub/logout");
        (await OneAsync("kind=logout&who=anna")).Value<string>("object").ShouldBe("user/anna");
        (await OneAsync("kind=user-made&object=user/anna")).Value<string>("who").ShouldBe("anna");
    }

    [Test]
    public async Task A_failed_login_is_written_cut_and_without_its_password()
    {
        using var browser = new PageClient(App.Port);
        using var refused = await browser.LoginAsync(new string('x', 5000), "not the password");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var row = await OneAsync($"kind=login-failed&object=user/{new string('x', 64)}...");
        row.Value<string>("who").ShouldBeNull();
        row.Value<string>("who_kind").ShouldBe("anonymous");
        row.Value<string>("outcome").ShouldBe("refused");
        row.Value<string>("object")!.Length.ShouldBeLessThan(100);
        row.ToString().ShouldNotContain("not the password");
        App.Log.Text.ShouldContain("\"kind\":\"login-failed\"");
    }

    [Test]
    public async Task A_token_is_written_when_it_is_made_first_used_and_revoked()
    {
        await UsersAsync("tom");
        var made = await Admin.PostAsync("users/tom/tokens", """{"note": "for tom"}""");
        var (id, secret) = (made.Json.Value<string>("id")!, made.Json.Value<string>("token")!);
        var row = await OneAsync($"kind=token-made&object=token/{id[1..]}");
        row.Value<string>("who").ShouldBe("admin");
        row.Value<string>("on_behalf_of").ShouldBe("tom");
        row.Value<string>("token_id").ShouldStartWith("a");
        row.Value<string>("request_id").ShouldBe(made.Headers["X-Request-Id"]);

        using (var tom = new TokenClient(App.Port, secret))
        {
            var first = await tom.GetAsync("user");
            await App.Get<Hub.Domain.Activity.ActivityRecorder>().FlushAsync(default);
            var used = await Eventually.Until(
                () => ListAsync($"kind=token-first-used&object=token/{id[1..]}"), rows => rows.Count == 1);
            used[0].Value<string>("who").ShouldBe("tom");
            used[0].Value<string>("request_id").ShouldBe(first.Headers["X-Request-Id"]);
            used[0].Value<string>("address").ShouldBe("127.0.0.1");
            App.Clock.Advance(TimeSpan.FromMinutes(1));
            await tom.GetAsync("user");
            await App.Get<Hub.Domain.Activity.ActivityRecorder>().FlushAsync(default);
            (await ListAsync($"kind=token-first-used&object=token/{id[1..]}")).Count.ShouldBe(1);
        }

        (await Admin.DeleteAsync($"users/tom/tokens/{id}")).ShouldBe(204);
        (await OneAsync($"kind=token-revoked&object=token/{id[1..]}")).Value<string>("on_behalf_of").ShouldBe("tom");
        (await Admin.GetAsync("audit?limit=200")).Text.ShouldNotContain(secret);
        App.Log.Text.ShouldNotContain(secret);
    }

    [Test]
    public async Task Changes_of_users_groups_roles_and_services_are_written()
    {
        await UsersAsync("gus");
        await Admin.PatchAsync("users/gus", """{"admin": true}""");
        (await OneAsync("kind=user-changed&object=user/gus")).Value<string>("detail").ShouldBe("made admin");
        await Admin.PostAsync("groups/choir", """{"users": ["gus"]}""");
        await Admin.DeleteAsync("groups/choir/users", """{"users": ["gus"]}""");
        await Admin.PostAsync("groups/choir/users", """{"users": ["gus"]}""");
        await Admin.PutAsync("groups/choir/properties", """{"a": 1}""");
        await Admin.DeleteAsync("groups/choir");
        (await KindsAsync("object=group/choir")).ShouldBe(["group-removed", "group-changed", "members-added", "members-removed", "group-made"]);
        await Admin.PostAsync("roles", """{"name": "singer", "scopes": ["read:hub"]}""");
        await Admin.PutAsync("roles/singer", """{"scopes": ["read:metrics"]}""");
        await Admin.PutAsync("roles/singer/users/gus");
        await Admin.DeleteAsync("roles/singer/users/gus");
        await Admin.DeleteAsync("roles/singer");
        (await KindsAsync("object=role/singer")).ShouldBe(["role-removed", "role-taken", "role-given", "role-changed", "role-made"]);
        (await OneAsync("object=role/singer&kind=role-given")).Value<string>("on_behalf_of").ShouldBe("gus");
        await Admin.PostAsync("services/horn", """{"api_token": "the secret of the horn"}""");
        await Admin.DeleteAsync("services/horn");
        (await KindsAsync("object=service/horn")).ShouldBe(["service-removed", "service-made"]);
        await Admin.DeleteAsync("users/gus");
        (await KindsAsync("object=user/gus")).ShouldBe(["user-removed", "user-changed", "user-made"]);
    }

    [Test]
    public async Task Starts_stops_and_shares_of_a_server_are_written_and_its_owner_may_read_them()
    {
        await UsersAsync("sue", "guest");
        await Admin.PostAsync("users/sue/server");
        (await Admin.PostAsync("shares/sue/", """{"user": "guest"}""")).Status.ShouldBe(200);
        await Admin.PatchAsync("shares/sue/", """{"user": "guest"}""");
        await Admin.DeleteAsync("users/sue/server");
        string[] kinds = ["server-stop", "share-revoked", "share-made", "server-start"];
        (await KindsAsync("object=server/sue/")).ShouldBe(kinds);
        var sue = await ClientAsync("sue", "inherit");
        var own = await sue.GetAsync("users/sue/audit");
        own.Json["items"]!.Select(row => row.Value<string>("kind")).ShouldBe(kinds);
        own.Json["items"]!.Select(row => row.Value<string>("who")).Distinct().ShouldBe(["admin"]);
        own.Json["items"]!.Select(row => row.Value<string>("on_behalf_of")).Distinct().ShouldBe(["sue"]);
        (await sue.GetAsync("users/guest/audit")).ShouldFail(404);
        (await sue.GetAsync("audit")).ShouldFail(403, "Action is not authorized with current scopes; requires any of [read:audit]");
    }

    [Test]
    public async Task Who_is_let_into_a_server_of_somebody_else_is_written()
    {
        await UsersAsync("olga");
        await Admin.PostAsync("users/olga/server");
        foreach (var visitor in new[] { "olga", "admin" })
        {
            using var browser = new PageClient(App.Port);
            using var login = await browser.LoginAsync(visitor);
            var authorize = "/hub/api/oauth2/authorize?response_type=code&client_id=jupyterhub-user-olga";
            using var asked = await browser.GetAsync(authorize);
            if (visitor == "admin")
                using (await browser.PostFormAsync(authorize, ("_xsrf", await PageClient.XsrfOf(asked)))) { }
        }

        var rows = await ListAsync("kind=server-access&object=server/olga/");
        rows.Select(row => row.Value<string>("who")).ShouldBe(["admin"]);
        rows[0].Value<string>("on_behalf_of").ShouldBe("olga");
    }

    [Test]
    public async Task Rows_can_neither_be_changed_nor_removed_before_their_time()
    {
        await UsersAsync("kept");
        await using var database = new NpgsqlConnection(App.ConnectionString);
        foreach (var sql in new[] { "UPDATE audit_events SET who = 'nobody'", "DELETE FROM audit_events", "TRUNCATE audit_events" })
            (await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync(sql))).MessageText.ShouldBe("audit_events is only added to");
        (await ListAsync("object=user/kept")).Count.ShouldBe(1);
    }

    [Test]
    public async Task What_is_older_than_the_retention_goes()
    {
        var store = App.Get<IAuditStore>();
        await store.AppendAsync(
            [new AuditEvent { Kind = AuditKinds.Login, Object = "user/old", Time = DateTimeOffset.UtcNow.AddDays(-366) }], default);
        await store.AppendAsync(
            [new AuditEvent { Kind = AuditKinds.Login, Object = "user/younger", Time = DateTimeOffset.UtcNow.AddDays(-364) }], default);
        await App.Get<AuditRetention>().RunOnceAsync(default);
        (await ListAsync("object=user/old")).ShouldBeEmpty();
        (await ListAsync("object=user/younger")).Count.ShouldBe(1);
    }

    [Test]
    public async Task A_deed_that_is_undone_leaves_no_row()
    {
        (await Admin.PostAsync("groups/fools", """{"users": ["nobody-there"]}""")).ShouldFail(400, "No such user: nobody-there");
        (await ListAsync("object=group/fools")).ShouldBeEmpty();
        await Admin.PostAsync("groups/wise");
        (await Admin.PostAsync("groups/wise/users", """{"users": ["nobody-there"]}""")).ShouldFail(400);
        (await KindsAsync("object=group/wise")).ShouldBe(["group-made"]);
    }

    [Test]
    public async Task Lists_are_filtered_by_time_and_come_in_pages()
    {
        await UsersAsync("p1", "p2", "p3");
        var page = await Admin.GetAsync("audit?kind=user-made&who=admin&limit=2&object=user/");
        page.Json["items"]!.Count().ShouldBe(2);
        page.Json["_pagination"]!.Value<int>("total").ShouldBeGreaterThanOrEqualTo(3);
        page.Json["_pagination"]!["next"]!.Value<string>("url").ShouldEndWith("/hub/api/audit?kind=user-made&who=admin&object=user/&offset=2&limit=2");
        (await ListAsync("kind=user-made&until=2020-01-01")).ShouldBeEmpty();
        (await ListAsync("kind=user-made&since=2999-01-01")).ShouldBeEmpty();
        (await Admin.GetAsync("audit?kind=nonsense")).ShouldFail(400);
        (await Admin.GetAsync("audit?since=yesterday")).ShouldFail(400, "since must be a time in ISO 8601, such as 2026-03-01T12:00:00Z");
        (await Admin.GetAsync("audit?outcome=good")).ShouldFail(400, "outcome must be done, refused or failed");
    }

    [Test]
    public async Task The_configuration_is_written_when_it_is_loaded() =>
        (await ListAsync("kind=configuration-loaded")).ShouldContain(row => row.Value<string>("who_kind") == "hub");

    [Test]
    public async Task A_flood_from_strangers_is_counted_and_does_not_fill_the_table()
    {
        var trail = App.Get<AuditTrail>();
        var stranger = new AuditOrigin(AuditActor.Anonymous, null, null, "192.0.2.7", "flood");
        for (var i = 0; i < 5000; i++)
            trail.Note(AuditKinds.LoginFailed, "user/flood", AuditOutcome.Refused, origin: stranger);
        await trail.FlushAsync(default);
        (await Admin.GetAsync("audit?object=user/flood&limit=1")).Json["_pagination"]!.Value<int>("total").ShouldBeLessThanOrEqualTo(300);
        (await ListAsync("kind=events-lost")).ShouldNotBeEmpty();
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    private async Task<IReadOnlyList<JToken>> ListAsync(string query)
    {
        await App.Get<AuditTrail>().FlushAsync(default);
        var answer = await Admin.GetAsync($"audit?{query}");
        answer.Status.ShouldBe(200, answer.Text);
        return [.. answer.Json["items"]!];
    }

    private async Task<JToken> OneAsync(string query) => (await ListAsync(query)).ShouldHaveSingleItem();

    private async Task<IReadOnlyList<string?>> KindsAsync(string query) => [.. (await ListAsync(query)).Select(row => row.Value<string>("kind"))];
}
