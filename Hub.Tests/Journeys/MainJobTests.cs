using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>What a hub is for, over its REST API, with the real Jupyter server, behind either proxy.</summary>
[TestFixture("Hub.Proxy")]
[TestFixture("configurable-http-proxy")]
public sealed class MainJobTests(string proxy)
{
    private HubPlace place = null!;
    private HubRest admin = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        var jupyter = Peers.Need("jupyterhub", "jupyterhub-singleuser");
        await Python.NeedAsync("jupyterhub, ipykernel");
        place = new HubPlace(
            ("Spawner.cmd", new JsonArray(jupyter, "--allow-root")),
            // Nobody wants to wait five minutes for activity.
            ("JupyterHub.last_activity_interval", 1));
        place.AddToEnvironment("JUPYTERHUB_ACTIVITY_INTERVAL", "1");
        if (proxy != "Hub.Proxy")
            place.Set("ConfigurableHTTPProxy.command", new JsonArray(Peers.ConfigurableHttpProxy()));
        await place.StartAsync();
        admin = place.Rest();
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin?.Dispose();
        if (place is not null)
            await place.DisposeAsync();
    }

    [Test]
    public async Task A_user_gets_servers_computes_in_one_and_leaves()
    {
        await admin.AddUserAsync("ada");

        // A start that is followed from the request to ready.
        (await admin.PostAsync("users/ada/server")).Status.ShouldBeOneOf(201, 202);
        var events = await admin.ProgressAsync("users/ada/server/progress");
        events.Select(step => (int)step["progress"]!).ShouldBeInOrder();
        events[^1].ToJsonString().ShouldBe(
            """{"progress":100,"ready":true,"message":"Server ready at /user/ada/","html_message":"Server ready at \u003Ca href=\u0022/user/ada/\u0022\u003E/user/ada/\u003C/a\u003E","url":"/user/ada/"}""");
        await admin.StartServerAsync("ada", "lab", new JsonObject { ["user_options"] = new JsonObject { ["size"] = "small" } });

        // What the API says of both.
        var user = (await admin.GetAsync("users/ada")).Json;
        ((string?)user["server"]).ShouldBe("/user/ada/");
        user["pending"].ShouldBeNull();
        foreach (var (name, url) in new[] { ("", "/user/ada/"), ("lab", "/user/ada/lab/") })
        {
            var server = user["servers"]![name]!;
            ((bool)server["ready"]!).ShouldBeTrue();
            ((string?)server["url"]).ShouldBe(url);
            server["pending"].ShouldBeNull();
            server["started"].ShouldNotBeNull();
        }

        user["servers"]!["lab"]!["user_options"]!.ToJsonString().ShouldBe("""{"size":"small"}""");

        // The server itself, through the proxy: open to its owner's token, closed to others.
        var token = await admin.TokenOfAsync("ada");
        using var ada = place.Rest(token);
        (await ada.GetAsync("/user/ada/api/status")).ShouldBeStatus(200);
        (await ada.GetAsync("/user/ada/lab/api/status")).ShouldBeStatus(200);
        await admin.AddUserAsync("bob");
        using var bob = place.Rest(await admin.TokenOfAsync("bob"));
        (await bob.GetAsync("/user/ada/api/status")).Status.ShouldBe(403);

        // A kernel, by websocket through the proxy.
        var before = (string)(await admin.ServerAsync("ada"))!["last_activity"]!;
        var kernel = await ada.PostAsync("/user/ada/api/kernels");
        kernel.ShouldBeStatus(201);
        using (var socket = await KernelSocket.OpenAsync(
            new Uri($"ws://127.0.0.1:{place.Port}/user/ada/api/kernels/{kernel.Json["id"]}/channels"), token))
        {
            (await socket.ExecuteAsync("6*7")).ShouldBe("42");
        }

        // The server and the proxy tell the hub that somebody works.
        await Eventually.True(
            async () => string.CompareOrdinal((string)(await admin.ServerAsync("ada"))!["last_activity"]!, before) > 0, TimeSpan.FromSeconds(30));
        ((string)(await admin.GetAsync("users/ada")).Json["last_activity"]!).ShouldBeGreaterThan(before);

        // Away with it all.
        (await admin.DeleteAsync("users/ada/servers/lab", new JsonObject { ["remove"] = true })).Status.ShouldBeOneOf(202, 204);
        (await admin.DeleteAsync("users/ada/server")).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(async () => (await admin.GetAsync("users/ada")).Json["servers"]!.AsObject().Count == 0);
        (await ada.GetAsync("/user/ada/api/status")).Status.ShouldNotBe(200);
        (await admin.DeleteAsync("users/ada")).ShouldBeStatus(204);
        (await admin.GetAsync("users/ada")).ShouldBeStatus(404);
        (await ada.GetAsync("user")).Status.ShouldBe(403);
    }
}
