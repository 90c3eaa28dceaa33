using Hub.Tests.Support;

namespace Hub.Tests.Api.Scopes;

public sealed class ExplainTests
{
    private HubApplication hub = null!;
    private ApiClient admin = null!;
    private ApiClient alice = null!;
    private ApiClient bob = null!;
    private string staff = "";
    private string teacher = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        hub = await HubApplication.StartAsync();
        admin = await hub.UserAsync(admin: true);
        alice = await hub.UserAsync();
        bob = await hub.UserAsync();
        staff = await hub.GroupAsync(alice.Name);
        teacher = HubAccounts.NewName("teacher");
        await admin.SendAsync("POST", "roles", new { name = teacher, scopes = new[] { $"admin:users!user={bob.Name}", "read:services!service=grader" } });
        await admin.SendAsync("PUT", $"roles/{teacher}/groups/{staff}");
        await admin.SendAsync("POST", $"shares/{bob.Name}/", new { user = alice.Name });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var client in new[] { admin, alice, bob })
            client.Dispose();
        await hub.DisposeAsync();
    }

    [Test]
    public async Task It_names_role_group_and_filter()
    {
        var answer = await AskAsync(admin, $"scope=read:users:activity!user={bob.Name}");
        answer.Status.ShouldBe(200, answer.Body?.ToString());
        ((bool)answer["allowed"]).ShouldBeTrue();
        ((string)answer["reason"]!).ShouldBe($"{alice.Name} may: role {teacher} via group {staff} has admin:users!user={bob.Name}");
        answer["grants"].Select(grant => ((string?)grant["role"], (string?)grant["group"], (string?)grant["written"], (bool)grant["allows"]!))
            .ShouldBe([("user", null, "self", false), (teacher, staff, $"admin:users!user={bob.Name}", true)]);
        answer["grants"][1]!["scopes"]!.Select(scope => (string?)scope).ShouldBe([$"read:users:activity!user={bob.Name}"]);
    }

    [TestCase("scope=access:servers&server=BOB/", true)]
    [TestCase("scope=access:servers!server=BOB/", true)]
    [TestCase("scope=access:servers&server=BOB/lab", false)]
    [TestCase("scope=access:servers&server=ALICE/lab", true)]
    [TestCase("scope=access:servers!user", true)]
    [TestCase("scope=access:servers", false)]
    [TestCase("scope=read:services&service=grader", true)]
    [TestCase("scope=read:services&service=other", false)]
    [TestCase("scope=read:groups&group=STAFF", false)]
    [TestCase("scope=shutdown", false)]
    public async Task The_answer_is_what_the_hub_would_do(string question, bool allowed) =>
        ((bool)(await AskAsync(admin, question))["allowed"]).ShouldBe(allowed);

    [Test]
    public async Task A_filter_in_the_way_is_told_from_no_scope_at_all()
    {
        ((string)(await AskAsync(admin, "scope=access:servers"))["reason"]!)
            .ShouldBe($"{alice.Name} may not: the scope is held through role user, share of server {bob.Name}/, but no filter there reaches this");
        ((string)(await AskAsync(admin, "scope=shutdown"))["reason"]!)
            .ShouldBe($"{alice.Name} may not: no role or share has shutdown or a scope that contains it");
    }

    [Test]
    public async Task Admins_are_explained_by_their_role()
    {
        var answer = await admin.GetAsync($"scopes/explain?user={admin.Name}&scope=shutdown");
        ((string)answer["reason"]!).ShouldBe($"{admin.Name} may: role admin has shutdown");
    }

    [Test]
    public async Task People_may_ask_about_themselves_and_those_whose_roles_they_may_read()
    {
        (await AskAsync(alice, "scope=read:hub")).Status.ShouldBe(200);
        (await AskAsync(bob, "scope=read:hub")).Status.ShouldBe(404);
        using var reader = await hub.UserWithAsync($"read:roles:users!group={staff}");
        var answer = await AskAsync(reader, $"scope=access:servers&server={bob.Name}/");
        ((bool)answer["allowed"]).ShouldBeFalse("shares are not for this reader to see");
        (await reader.GetAsync($"scopes/explain?user={bob.Name}&scope=read:hub")).Status.ShouldBe(404);
        using var nobody = await hub.UserWithAsync("read:hub");
        (await AskAsync(nobody, "scope=read:hub")).Status.ShouldBe(403);
        using var stranger = new ApiClient(hub.Port, "", null);
        (await AskAsync(stranger, "scope=read:hub")).Status.ShouldBe(403);
    }

    [TestCase("")]
    [TestCase("scope=")]
    [TestCase("scope=nonsense")]
    [TestCase("scope=read:users!user=")]
    [TestCase("scope=read:servers!server")]
    [TestCase("scope=read:users!user=x&group=y")]
    [TestCase("scope=read:users&group=x&service=y")]
    public async Task A_question_that_makes_no_sense_is_refused(string question) => (await AskAsync(admin, question)).Status.ShouldBe(400);

    [Test]
    public async Task Nobody_is_not_found() => (await admin.GetAsync("scopes/explain?user=nobody&scope=read:hub")).Status.ShouldBe(404);

    private Task<ApiAnswer> AskAsync(ApiClient client, string question) =>
        client.GetAsync($"scopes/explain?user={alice.Name}&" + question.Replace("BOB", bob.Name).Replace("ALICE", alice.Name).Replace("STAFF", staff));
}
