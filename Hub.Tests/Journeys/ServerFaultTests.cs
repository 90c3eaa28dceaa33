using System.Text;
using System.Text.Json.Nodes;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>Servers that go wrong, users with odd names, and bodies that make no sense.</summary>
public sealed class ServerFaultTests
{
    private TestDatabase database = null!;
    private HubPlace place = null!;
    private HubRest admin = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        database = await TestPostgres.DatabaseAsync();
        place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString),
            ("Spawner.apply_user_options", new JsonObject { ["command"] = "cmd" }),
            ("Spawner.http_timeout", 8),
            ("Spawner.poll_interval", 1),
            ("LocalProcessSpawner.interrupt_timeout", 1),
            ("LocalProcessSpawner.term_timeout", 1));
        await place.StartAsync();
        admin = place.Rest();
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin?.Dispose();
        if (place is not null)
            await place.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task A_command_that_does_not_exist_is_named()
    {
        var (answer, failure) = await FailToStartAsync("noone", ["/no/such/jupyterhub-singleuser"]);
        answer.Message.ShouldContain("/no/such/jupyterhub-singleuser");
        failure.ShouldContain("/no/such/jupyterhub-singleuser");
    }

    [Test]
    public async Task A_server_that_ends_at_once_leaves_its_last_words()
    {
        var (answer, failure) = await FailToStartAsync("brief", ["sh", "-c", "echo starting up; echo no module named notebook >&2; exit 3"]);
        answer.Message.ShouldContain("exit status 3");
        answer.Message.ShouldContain("no module named notebook");
        failure.ShouldContain("exit status 3");
        failure.ShouldContain("no module named notebook");
    }

    [Test]
    public async Task A_server_that_never_answers_is_given_up()
    {
        var (answer, failure) = await FailToStartAsync("mute", ["sleep", "3600"]);
        answer.Message.ShouldContain("http_timeout");
        failure.ShouldContain("did not answer HTTP within 8 seconds");
    }

    [Test]
    public async Task A_server_deaf_to_signals_is_killed_in_the_end()
    {
        place.Tell("deaf", "deaf");
        await admin.AddUserAsync("deaf");
        await admin.StartServerAsync("deaf");
        var pid = (int)(await admin.GetAsync("/user/deaf/")).Json["pid"]!;

        (await admin.DeleteAsync("users/deaf/server")).Status.ShouldBeOneOf(202, 204);

        await Eventually.True(async () => await admin.ServerAsync("deaf") is null);
        place.Processes.ShouldNotContain(pid);
        (await admin.GetAsync("users/deaf")).Json["pending"].ShouldBeNull();
    }

    [Test]
    public async Task A_server_that_dies_is_noticed()
    {
        await admin.AddUserAsync("mort");
        var path = await admin.StartServerAsync("mort");
        var pid = (int)(await admin.GetAsync(path)).Json["pid"]!;

        ProcessMark.Of(pid)!.Signal(ProcessMark.Kill);

        await Eventually.True(async () => await admin.ServerAsync("mort") is null);
        // Its path leads to the hub again, which takes visitors to a page of its own.
        await Eventually.True(async () => (await admin.GetAsync(path)).Status == 302);
        await admin.StartServerAsync("mort");
        (await admin.GetAsync(path)).ShouldBeStatus(200);
    }

    [TestCase("two words")]
    [TestCase("100%")]
    [TestCase("50%2f50")]
    [TestCase("zoë ☃ 漢")]
    [TestCase("a+b&c=d#e?f")]
    [TestCase("a..b")]
    [TestCase("o'neil@example.org")]
    public async Task A_user_of_any_name_gets_a_server(string name)
    {
        await admin.AddUserAsync(name);
        ((string?)(await admin.GetAsync($"users/{Uri.EscapeDataString(name)}")).Json["name"]).ShouldBe(name);

        var path = await admin.StartServerAsync(name);

        path.ShouldStartWith("/user/");
        var answer = await admin.GetAsync(path + "sub%20folder?q=%2F");
        answer.ShouldBeStatus(200);
        ((string?)answer.Json["user"]).ShouldBe(name);
        ((string?)answer.Json["path"]).ShouldBe(path + "sub%20folder?q=%2F");
        (await admin.DeleteAsync(HubRest.ServerPath(name, ""))).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(async () => await admin.ServerAsync(name) is null);
        (await admin.DeleteAsync($"users/{Uri.EscapeDataString(name)}")).ShouldBeStatus(204);
    }

    [TestCase("a%2Fb")]
    [TestCase("%20")]
    [TestCase("a%0Ab")]
    public async Task A_name_that_no_user_may_have_is_refused(string escaped) => (await admin.PostAsync($"users/{escaped}")).ShouldBeStatus(400);

    [Test]
    public async Task A_name_of_a_megabyte_is_refused_in_the_path_and_in_the_body()
    {
        var name = new string('x', 1 << 20);
        (await admin.PostAsync($"users/{name[..60_000]}")).Status.ShouldBeOneOf(400, 414, 431);
        (await admin.PostAsync("users", new JsonObject { ["usernames"] = new JsonArray(name) })).Status.ShouldBeOneOf(400, 413);
        (await admin.GetAsync("users")).Text.ShouldNotContain("xxxx");
    }

    [TestCase("{\"usernames\": [", 400)]
    [TestCase("[1, 2]", 400)]
    [TestCase("\"ada\"", 400)]
    [TestCase("{\"usernames\": \"ada\"}", 400)]
    [TestCase("{\"usernames\": [{}]}", 400)]
    public async Task A_body_that_makes_no_sense_is_refused_with_a_reason(string body, int status)
    {
        var answer = await admin.SendAsync(HttpMethod.Post, "users", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.ShouldBeStatus(status);
        ((int)answer.Json["status"]!).ShouldBe(status);
        answer.Message.ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_body_over_the_limit_is_refused()
    {
        var body = $"{{\"usernames\": [\"ada\"], \"more\": \"{new string('x', 20 << 20)}\"}}";
        var answer = await admin.SendAsync(HttpMethod.Post, "users", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.ShouldBeStatus(413);
        ((int)answer.Json["status"]!).ShouldBe(413);
    }

    [Test]
    public async Task Who_and_what_does_not_exist_is_not_found()
    {
        (await admin.GetAsync("users/nobody")).ShouldBeStatus(404);
        (await admin.PostAsync("users/nobody/server")).ShouldBeStatus(404);
        (await admin.DeleteAsync("users/admin/servers/none")).ShouldBeStatus(404);
        (await admin.GetAsync("users/admin/tokens/none")).ShouldBeStatus(404);
        using var stranger = place.Rest("no-such-token");
        (await stranger.GetAsync("users")).ShouldBeStatus(403);
    }

    /// <summary>Starts a server with a command that cannot work: the answer to the request, and the end of the progress.</summary>
    private async Task<(RestAnswer Answer, string Failure)> FailToStartAsync(string user, string[] command)
    {
        await admin.AddUserAsync(user);
        var body = new JsonObject { ["command"] = new JsonArray([.. command.Select(word => (JsonNode)word)]) };
        var answer = await admin.PostAsync($"users/{user}/server", body);
        answer.ShouldBeStatus(500);
        var last = (await admin.ProgressAsync($"users/{user}/server/progress"))[^1];
        ((bool)last["failed"]!).ShouldBeTrue();
        (await admin.ServerAsync(user)).ShouldBeNull();
        ProcessTable.WithEnvironment($"JUPYTERHUB_USER={user}").Intersect(place.Processes).ShouldBeEmpty();
        return (answer, (string)last["message"]!);
    }
}
