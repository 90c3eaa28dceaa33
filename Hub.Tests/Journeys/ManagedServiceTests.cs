using System.Text.Json.Nodes;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>Services that the hub runs itself: started, watched, taken over and ended.</summary>
[Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ManagedServiceTests
{
    private const string Script =
        """
        import http.server, json, os, sys, urllib.parse, urllib.request

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({"pid": os.getpid(), "cwd": os.getcwd(), "environment": dict(os.environ)}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        request = urllib.request.Request(
            os.environ["JUPYTERHUB_API_URL"] + "/user", headers={"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]})
        print("I am", json.load(urllib.request.urlopen(request))["name"], flush=True)
        print("my token is", os.environ["JUPYTERHUB_API_TOKEN"], flush=True)
        where = urllib.parse.urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
        http.server.ThreadingHTTPServer((where.hostname, where.port), Answer).serve_forever()
        """;

    private string url = "";
    private HubPlace place = null!;
    private HubRest admin = null!;

    [SetUp]
    public void MakePlace()
    {
        url = $"http://127.0.0.1:{FreePort.Next()}";
        place = new HubPlace();
        place.Set("JupyterHub.services", new JsonArray(Service()));
        admin = place.Rest();
    }

    [TearDown]
    public async Task EndAll()
    {
        admin.Dispose();
        await place.DisposeAsync();
    }

    [Test]
    public async Task It_is_started_with_its_environment_restarted_when_it_dies_and_ends_with_the_hub()
    {
        var hub = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        var variables = first["environment"]!;
        ((string?)variables["JUPYTERHUB_SERVICE_NAME"]).ShouldBe("tiny");
        ((string?)variables["JUPYTERHUB_SERVICE_URL"]).ShouldBe(url);
        ((string?)variables["JUPYTERHUB_SERVICE_PREFIX"]).ShouldBe("/services/tiny/");
        ((string?)variables["JUPYTERHUB_CLIENT_ID"]).ShouldBe("service-tiny");
        ((string?)variables["JUPYTERHUB_OAUTH_ACCESS_SCOPES"]).ShouldBe("""["access:services","access:services!service=tiny"]""");
        ((string?)variables["COLOUR"]).ShouldBe("blue");
        variables["JUPYTERHUB_ACTIVITY_URL"].ShouldBeNull();
        ((string?)first["cwd"]).ShouldBe(place.Folder);
        var model = (await admin.GetAsync("services/tiny")).Json;
        ((int)model["pid"]!).ShouldBe((int)first["pid"]!);
        ((bool)model["managed"]!).ShouldBeTrue();
        await hub.SaysAsync("Service tiny: I am tiny");
        await hub.SaysAsync("Service tiny: my token is ***");
        hub.Said.ShouldNotContain((string)variables["JUPYTERHUB_API_TOKEN"]!);

        ProcessMark.Of((int)first["pid"]!)!.Signal(ProcessMark.Kill);
        var second = await ServiceAsync(answered => (int)answered["pid"]! != (int)first["pid"]!);
        hub.Said.ShouldContain("Service tiny ended: killed by signal 9");
        ((string?)second["environment"]!["JUPYTERHUB_API_TOKEN"]).ShouldNotBe((string?)variables["JUPYTERHUB_API_TOKEN"]);
        await Eventually.Until(
            async () => string.Join(' ', (await admin.GetAsync("audit?object=service/tiny")).Json["items"]!.AsArray().Select(row => (string?)row!["kind"])),
            kinds => kinds == "service-started service-stopped service-started");

        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
        ProcessMark.Of((int)second["pid"]!).ShouldBeNull();
    }

    [Test]
    public async Task After_a_kill_of_the_hub_the_next_one_goes_on_with_it_and_ends_what_is_configured_no_longer()
    {
        var hub = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        await hub.KillAsync();
        ProcessMark.Of((int)first["pid"]!).ShouldNotBeNull();

        hub = await place.StartAsync();
        await hub.SaysAsync("Service tiny runs already");
        (await ServiceAsync(answered => true)).ToJsonString().ShouldBe(first.ToJsonString());

        await hub.KillAsync();
        place.Set("JupyterHub.services", new JsonArray());
        hub = await place.StartAsync();
        await Eventually.True(() => ProcessMark.Of((int)first["pid"]!) is null);
        await hub.SaysAsync("Service tiny is stopped: the configuration has it no longer");
    }

    [Test]
    public async Task A_changed_definition_means_a_new_process()
    {
        var hub = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        await hub.KillAsync();
        var changed = Service();
        changed["environment"]!["COLOUR"] = "red";
        place.Set("JupyterHub.services", new JsonArray(changed));
        await place.StartAsync();
        var second = await ServiceAsync(answered => (string?)answered["environment"]!["COLOUR"] == "red");
        second["pid"]!.GetValue<int>().ShouldNotBe(first["pid"]!.GetValue<int>());
        ProcessMark.Of((int)first["pid"]!).ShouldBeNull();
    }

    [Test]
    public async Task One_that_cannot_start_disturbs_neither_the_hub_nor_the_others()
    {
        place.Set("JupyterHub.services", new JsonArray(
            new JsonObject { ["name"] = "missing", ["command"] = new JsonArray("/no/such/program") },
            new JsonObject { ["name"] = "short", ["command"] = new JsonArray("/bin/sh", "-c", "echo out of luck; exit 3") },
            Service()));
        var hub = await place.StartAsync();
        await ServiceAsync(answered => true);
        await hub.SaysAsync("Service missing could not be started");
        await hub.SaysAsync("Service short: out of luck");
        await hub.SaysAsync("Service short ended: exit status 3. It is started again in 0 s");
        await hub.SaysAsync("It is started again in 2 s");
    }

    [Test]
    public async Task It_runs_as_the_account_it_is_given_where_the_hub_is_root()
    {
        if (Environment.UserName != "root")
            Assert.Ignore("Only root can start a program as somebody else.");
        place.Set("JupyterHub.services", new JsonArray(new JsonObject
        {
            ["name"] = "humble",
            ["command"] = new JsonArray("/bin/sh", "-c", "echo I am $(id -un) of $(id -Gn) in $(pwd); exec sleep 600"),
            ["user"] = "nobody",
            ["cwd"] = "/",
        }));
        var hub = await place.StartAsync();
        await hub.SaysAsync("Service humble: I am nobody of nogroup in /");
    }

    [Test]
    public async Task One_that_does_not_listen_is_killed_when_its_time_is_over()
    {
        place.Set("JupyterHub.services", new JsonArray(new JsonObject
        {
            ["name"] = "deaf",
            ["command"] = new JsonArray("/bin/sh", "-c", "trap '' TERM; echo deaf as process $$; while :; do sleep 600; done"),
            ["kill_timeout"] = 1,
        }));
        var hub = await place.StartAsync();
        await hub.SaysAsync("Service deaf: deaf as process ");
        var pid = (int)(await admin.GetAsync("services/deaf")).Json["pid"]!;
        ProcessMark.Of(pid).ShouldNotBeNull();
        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
        ProcessMark.Of(pid).ShouldBeNull();
    }

    [Test]
    public async Task When_its_hub_dies_it_runs_on_under_another_hub_of_the_machine_and_moves_to_other_machines()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        place.Set("JupyterHub.db_url", database.ConnectionString);
        var one = await place.StartAsync();
        var first = await ServiceAsync(answered => true);
        // A data folder of its own makes it another machine, as far as processes are concerned.
        await using var elsewhere = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString), ("JupyterHub.services", new JsonArray(Service())));
        var two = await elsewhere.StartAsync();
        (await ServiceAsync(answered => true))["pid"]!.GetValue<int>().ShouldBe(first["pid"]!.GetValue<int>());

        (await one.TerminateAsync()).ShouldBe(0, one.Said);
        ProcessMark.Of((int)first["pid"]!).ShouldBeNull();
        await two.SaysAsync("Service tiny is process");
        var second = await ServiceAsync(answered => (int)answered["pid"]! != (int)first["pid"]!, elsewhere);

        await two.KillAsync();
        one = await place.StartAsync();
        await one.SaysAsync("where no hub is any more; it starts here now");
        // The port is still taken by the process that nobody here can reach; a hub on its machine ends it.
        two = await elsewhere.StartAsync();
        await Eventually.True(() => ProcessMark.Of((int)second["pid"]!) is null, TimeSpan.FromSeconds(30));
        await ServiceAsync(answered => (int)answered["pid"]! != (int)second["pid"]!);
    }

    private JsonObject Service() => new()
    {
        ["name"] = "tiny",
        ["url"] = url,
        ["command"] = new JsonArray(Python.Program, "-c", Script),
        ["cwd"] = place.Folder,
        ["environment"] = new JsonObject { ["COLOUR"] = "blue", [place.Mark.Name] = place.Mark.Value },
    };

    /// <summary>What the service says of itself through the proxy, once that is as wanted.</summary>
    private static async Task<JsonNode> ServiceAsync(Func<JsonNode, bool> wanted, HubPlace place)
    {
        using var visitor = place.Rest(null);
        return await Eventually.Until(
            async () => (await visitor.GetAsync("/services/tiny/")) is { Status: 200 } answer ? answer.Json : null,
            answer => answer is not null && wanted(answer), TimeSpan.FromSeconds(60)) ?? throw new AssertionException("no answer");
    }

    private Task<JsonNode> ServiceAsync(Func<JsonNode, bool> wanted) => ServiceAsync(wanted, place);
}
