using Hub.Domain.Audit;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
using Hub.Domain.Services;
using Hub.Tests.Api.Native;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Audit;

/// <summary>A day on a hub, and what the audit has of it: every kind of deed, with who, from where, and in which request.</summary>
public sealed class AuditKindsTests : NativeFixture
{
    /// <summary>What does not come from a request; journeys and other tests of the audit see to these.</summary>
    private static readonly HashSet<string> s_ofTheHub =
    [
        AuditKinds.ConfigurationLoaded, AuditKinds.EventsLost, AuditKinds.ServiceStarted, AuditKinds.ServiceStopped, AuditKinds.ServerFailed,
    ];

    private MoodySpawner spawner = null!;

    protected override NativeOptions Native => new() { OpenSignup = true, Allow2Fa = true };

    [Test]
    public async Task Every_deed_is_written_with_who_from_where_and_in_which_request()
    {
        await DayAsync();
        await App.Get<Hub.Domain.Activity.ActivityRecorder>().FlushAsync(default);
        await App.Get<AuditTrail>().FlushAsync(default);
        foreach (var kind in AuditKinds.All.Except(s_ofTheHub))
        {
            var row = (await Eventually.Until(
                async () => (await Admin.GetAsync($"audit?kind={kind}&limit=200")).Json["items"]!.FirstOrDefault(one => one.Value<string>("address") == "127.0.0.1"),
                one => one is not null, what: $"{kind} from 127.0.0.1"))!;
            row.Value<string>("request_id").ShouldNotBeNullOrEmpty(kind);
            row.Value<string>("object").ShouldNotBeNullOrEmpty(kind);
            row.Value<string>("outcome").ShouldBe(kind == AuditKinds.LoginFailed ? "refused" : "done", kind);
            if (kind is not (AuditKinds.LoginFailed or AuditKinds.AccountMade or AuditKinds.PasswordChanged))
                row.Value<string>("who").ShouldNotBeNullOrEmpty(kind);
            App.Log.Text.ShouldContain($"\"kind\":\"{kind}\"", Case.Sensitive, kind);
        }
    }

    [Test]
    public async Task What_the_hub_does_of_its_own_accord_is_written_too()
    {
        await UsersAsync("dan");
        spawner.Fails = true;
        (await Admin.PostAsync("users/dan/server")).Status.ShouldBe(500);
        spawner.Fails = false;
        var stranger = new AuditOrigin(AuditActor.Anonymous, null, null, "192.0.2.7", "flood");
        var trail = App.Get<AuditTrail>();
        for (var i = 0; i < 5000; i++)
            trail.Note(AuditKinds.LoginFailed, "user/flood", AuditOutcome.Refused, origin: stranger);
        foreach (var (kind, what) in new[]
        {
            (AuditKinds.ServerFailed, "server/dan/"), (AuditKinds.ServiceStarted, "service/lives-for-a-moment"),
            (AuditKinds.ServiceStopped, "service/lives-for-a-moment"), (AuditKinds.EventsLost, null), (AuditKinds.ConfigurationLoaded, null),
        })
        {
            s_ofTheHub.ShouldContain(kind);
            var row = (await Eventually.Until(
                async () => (await Admin.GetAsync($"audit?kind={kind}")).Json["items"]!.FirstOrDefault(one => what is null || one.Value<string>("object") == what),
                one => one is not null, what: kind))!;
            row.Value<string>("outcome").ShouldBe(kind is AuditKinds.ConfigurationLoaded or AuditKinds.ServiceStarted ? "done" : "failed", kind);
            row.Value<string>("who_kind").ShouldBe(kind == AuditKinds.ServerFailed ? "user" : "hub", kind);
        }
    }

    protected override HubConfiguration Configured(HubConfiguration basis)
    {
        var native = base.Configured(basis);
        return native with
        {
            Services = native.Services with
            {
                Services = [.. native.Services.Services, new ServiceDefinition { Name = "lives-for-a-moment", Command = ["/bin/true"] }],
            },
        };
    }

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new MoodySpawner(machine);

    private async Task DayAsync()
    {
        // Accounts and logins.
        await Admin.PostAsync("native/accounts/admin", $$"""{"password": "{{Good}}"}""");
        using (await SignUpAsync("ann", more: ("2fa", "true"))) { }
        await Admin.PatchAsync("native/accounts/ann", """{"has_otp": false}""");
        await Admin.PatchAsync("native/accounts/ann", """{"is_authorized": false}""");
        await AuthorizeAsync("ann");
        await Admin.PatchAsync("native/accounts/ann", $$"""{"password": "{{Good}}"}""");
        await Admin.PostAsync("native/accounts/ann/password-link");
        await Admin.PostAsync("native/accounts/gone");
        await Admin.DeleteAsync("native/accounts/gone");
        using var browser = new PageClient(App.Port);
        using (await browser.LoginAsync("ann", "wrong")) { }
        using (await browser.LoginAsync("ann", Good)) { }
        await SecondFactorTests.AddAsync(browser, App.Clock);
        using (await browser.GetAsync("/hub/logout")) { }
        await Admin.DeleteAsync("users/ann/sessions");
        // Users, groups, roles, tokens, services.
        await UsersAsync("ben", "cleo");
        await Admin.PatchAsync("users/ben", """{"admin": true}""");
        await Admin.PatchAsync("users/ben", """{"admin": false}""");
        await Admin.PostAsync("groups/choir");
        await Admin.PostAsync("groups/choir/users", """{"users": ["ben"]}""");
        await Admin.DeleteAsync("groups/choir/users", """{"users": ["ben"]}""");
        await Admin.PutAsync("groups/choir/properties", """{"a": 1}""");
        await Admin.DeleteAsync("groups/choir");
        await Admin.PostAsync("roles", """{"name": "singer", "scopes": ["read:hub"]}""");
        await Admin.PutAsync("roles/singer", """{"scopes": ["read:metrics"]}""");
        await Admin.PutAsync("roles/singer/users/ben");
        await Admin.DeleteAsync("roles/singer/users/ben");
        await Admin.DeleteAsync("roles/singer");
        var token = (await Admin.PostAsync("users/ben/tokens")).Json;
        using (var ben = new TokenClient(App.Port, token.Value<string>("token")))
            await ben.GetAsync("user");
        await Admin.PostAsync("services/horn", """{"display": false}""");
        await Admin.DeleteAsync("services/horn");
        // Servers and shares.
        await Admin.PostAsync("users/ben/server");
        using (var visitor = new PageClient(App.Port))
        {
            using (await visitor.LoginAsync("admin", Good)) { }
            var authorize = "/hub/api/oauth2/authorize?response_type=code&client_id=jupyterhub-user-ben";
            using var asked = await visitor.GetAsync(authorize);
            using (await visitor.PostFormAsync(authorize, ("_xsrf", await PageClient.XsrfOf(asked)))) { }
        }

        await Admin.PostAsync("shares/ben/", """{"user": "cleo"}""");
        await Admin.PatchAsync("shares/ben/", """{"user": "cleo"}""");
        var code = (await Admin.PostAsync("share-codes/ben/")).Json.Value<string>("code");
        (await (await ClientAsync("cleo", "inherit")).PostAsync($"shares/{code}/accept")).Status.ShouldBe(200);
        await Admin.DeleteAsync("users/ben/server");
        await Admin.DeleteAsync($"users/ben/tokens/{token["id"]}");
        await Admin.DeleteAsync("users/ben");
    }
}
