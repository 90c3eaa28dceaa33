using Hub.Domain.Activity;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Servers;

public sealed class ServerTests : ApiFixture
{
    private TinySpawner spawner = null!;

    [Test]
    public async Task A_server_starts_is_shown_and_stops()
    {
        await UsersAsync("ann");
        (await Admin.GetAsync("users/ann/server")).ShouldBe(200, Model("ann", ""));
        var started = await Admin.PostAsync("users/ann/server");
        started.ShouldBe(201);
        started.Headers["Content-Type"].ShouldBe("text/plain");
        var model = (await Admin.GetAsync("users/ann")).Json;
        model.Value<string>("server").ShouldBe("/user/ann/");
        JsonShape.Compare(model["servers"]![""]!, JsonShape.Parse(Running("ann", "")));
        Proxy.Count.ShouldBeGreaterThan(0);
        (await Admin.PostAsync("users/ann/server")).ShouldFail(400, "ann is already running");
        (await Admin.DeleteAsync("users/ann/server")).ShouldBe(204);
        (await Admin.DeleteAsync("users/ann/server")).ShouldBe(204);
        (await Admin.GetAsync("users/ann/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        (await Admin.GetAsync("users/ann")).Json["servers"]!.ShouldBeEmpty();
        (await Admin.GetAsync("users/nobody/server")).ShouldFail(404);
    }

    [Test]
    public async Task The_path_with_an_empty_name_is_the_default_server()
    {
        await UsersAsync("empty");
        (await Admin.PostAsync("users/empty/servers/")).ShouldBe(201);
        (await Admin.GetAsync("users/empty/servers/")).Json.Value<bool>("ready").ShouldBeTrue();
        (await Admin.DeleteAsync("users/empty/servers/")).ShouldBe(204);
    }

    [Test]
    public async Task A_named_server_is_added_started_and_removed()
    {
        await UsersAsync("nam");
        (await Admin.PutAsync("users/nam/servers/lab", """{"display_name": "My Lab", "user_options": {"a": 1}}"""))
            .ShouldBe(201, Model("nam", "lab", "My Lab", """{"a": 1}"""));
        (await Admin.PutAsync("users/nam/servers/lab")).ShouldFail(409, "User nam already has server lab");
        (await Admin.PutAsync("users/nam/server")).ShouldFail(409, "User nam already has a default server");
        (await Admin.PostAsync("users/nam/servers/lab")).ShouldBe(201);
        spawner.Requests[^1].Options.ToJsonString().ShouldBe("""{"a":1}""");
        (await Admin.DeleteAsync("users/nam/servers/lab", """{"remove": true}""")).ShouldBe(204);
        (await Admin.GetAsync("users/nam/servers/lab")).ShouldFail(404, "User nam has no such server 'lab'");
        (await Admin.DeleteAsync("users/nam/servers/lab")).ShouldFail(404, "nam has no server named 'lab'");
        (await Admin.DeleteAsync("users/nam/server", """{"remove": true}""")).ShouldFail(400, "Cannot delete the default server");
        (await Admin.PostAsync("users/nam/servers/new")).ShouldBe(201);
        (await Admin.GetAsync("users/nam/servers/new")).Json.Value<string>("display_name").ShouldBe("new");
    }

    [TestCase("", "{}")]
    [TestCase("null", "{}")]
    [TestCase("{}", "{}")]
    [TestCase("[]", "{}")]
    [TestCase("""{"profile": "small"}""", """{"profile":"small"}""")]
    [TestCase("""{"user_options": {"profile": "big"}, "other": 1}""", """{"profile":"big"}""")]
    [TestCase("""{"user_options": null}""", "{}")]
    [TestCase("""{"user_options": {}}""", "{}")]
    public async Task Both_forms_of_the_body_carry_options(string body, string options)
    {
        var name = "opt" + Math.Abs(string.GetHashCode(body, StringComparison.Ordinal));
        await UsersAsync(name);
        (await Admin.PostAsync($"users/{name}/server", body)).ShouldBe(201);
        spawner.Requests[^1].Options.ToJsonString().ShouldBe(options);
    }

    [Test]
    public async Task Options_are_kept_until_others_are_given()
    {
        await UsersAsync("kept");
        await StartAndStopAsync("""{"a": 1}""", """{"a":1}""");
        await StartAndStopAsync("", """{"a":1}""");
        await StartAndStopAsync("{}", """{"a":1}""");
        await StartAndStopAsync("""{"user_options": null}""", """{"a":1}""");
        await StartAndStopAsync("""{"user_options": {}}""", "{}");
        async Task StartAndStopAsync(string body, string options)
        {
            (await Admin.PostAsync("users/kept/server", body)).ShouldBe(201);
            spawner.Requests[^1].Options.ToJsonString().ShouldBe(options);
            (await Admin.DeleteAsync("users/kept/server")).ShouldBe(204);
        }
    }

    [TestCase("""[1]""", "Body must be a JSON object")]
    [TestCase("\"x\"", "Body must be a JSON object")]
    [TestCase("""{"user_options": [1]}""", "user_options must be an object or null")]
    [TestCase("""{"user_options": "x"}""", "user_options must be an object or null")]
    [TestCase("""{"display_name": null}""", "display_name must be a string")]
    [TestCase("""{"display_name": 7}""", "display_name must be a string")]
    [TestCase("""{"display_name": "a  b"}""", "Invalid display_name: 'a  b'")]
    [TestCase("""{"display_name": " a"}""", "Invalid display_name: ' a'")]
    [TestCase("""{"display_name": "a\tb"}""", "Invalid display_name: 'a\\tb'")]
    public async Task A_body_of_the_wrong_form_is_refused(string body, string message)
    {
        (await Admin.PutAsync("users/admin/servers/form", body)).ShouldFail(400, message);
        (await Admin.PostAsync("users/admin/servers/form", body)).ShouldFail(400, message);
        (await Admin.GetAsync("users/admin/servers/form")).Status.ShouldBe(404);
    }

    [TestCase("A")]
    [TestCase("1a")]
    [TestCase("a-")]
    [TestCase("a--b")]
    [TestCase("a_b")]
    [TestCase("a.b")]
    [TestCase("%C3%A4")]
    [TestCase("abcdefghijklmnopqrstuvwxyzabcde")]
    public async Task New_names_follow_the_rules(string name)
    {
        var shown = $"Invalid server_name: '{Uri.UnescapeDataString(name)}'";
        (await Admin.PutAsync($"users/admin/servers/{name}")).ShouldFail(400, shown);
        (await Admin.PostAsync($"users/admin/servers/{name}")).ShouldFail(400, shown);
    }

    [Test]
    public async Task Whoever_has_a_server_started_was_active()
    {
        await UsersAsync("woken");
        (await Admin.GetAsync("users/woken")).Json["last_activity"]!.Type.ShouldBe(JTokenType.Null);
        (await Admin.PostAsync("users/woken/server")).ShouldBe(201);
        await Eventually.True(async () => (await Admin.GetAsync("users/woken")).Json["last_activity"]!.Type != JTokenType.Null);
    }

    [Test]
    public async Task A_stopped_server_is_changed_and_a_running_one_is_not()
    {
        await UsersAsync("chg");
        await Admin.PutAsync("users/chg/servers/one");
        await Admin.PutAsync("users/chg/servers/two");
        (await Admin.PatchAsync("users/chg/servers/one", """{"name": "three", "display_name": "Three!", "user_options": {"x": [1]}}"""))
            .ShouldBe(200, Model("chg", "three", "Three!", """{"x": [1]}"""));
        (await Admin.PatchAsync("users/chg/servers/one", """{"name": "four"}""")).ShouldFail(404, "User chg has no such server 'one'");
        (await Admin.PatchAsync("users/chg/servers/three", """{"name": "two"}""")).ShouldFail(409, "User chg already has server 'two'");
        (await Admin.PatchAsync("users/chg/servers/three", """{"name": "three"}""")).ShouldFail(409, "User chg already has server 'three'");
        (await Admin.PatchAsync("users/chg/servers/three", """{"name": "No"}""")).ShouldFail(400, "Invalid server_name: 'No'");
        (await Admin.PatchAsync("users/chg/servers/three")).ShouldFail(400, "Must specify at least one field to modify.");
        (await Admin.PatchAsync("users/chg/servers/three", "{}")).ShouldFail(400, "Must specify at least one field to modify.");
        (await Admin.PatchAsync("users/chg/servers/three", """{"user_options": 1}""")).ShouldFail(400, "user_options must be a dict");
        (await Admin.PatchAsync("users/chg/servers/three", """{"colour": 1}""")).ShouldFail(400, "Invalid JSON keys: colour; allowed are name, display_name, user_options");
        foreach (var nothing in (string[])["\"\"", "false", "0", "[]", "{}", "null"])
            (await Admin.PatchAsync("users/chg/servers/three", $"{{\"display_name\": {nothing}}}")).Json.Value<string>("display_name").ShouldBe("Three!", nothing);
        (await Admin.PatchAsync("users/chg/servers/three", """{"display_name": true}""")).ShouldFail(400, "display_name must be a string");
        (await Admin.PatchAsync("users/chg/servers/three", """{"name": ""}""")).ShouldFail(409, "User chg already has server ''");
        (await Admin.PatchAsync("users/chg/servers/none", """{"name": "No"}""")).ShouldFail(400, "Invalid server_name: 'No'");
        (await Admin.PatchAsync("users/chg/servers/none", """{"name": "two"}""")).ShouldFail(404, "User chg has no such server 'none'");
        await Admin.PostAsync("users/chg/servers/three");
        (await Admin.PatchAsync("users/chg/servers/three", """{"display_name": "x"}"""))
            .ShouldFail(400, "chg:three is active. Please stop it before modifying it.");
    }

    [Test]
    public async Task Null_leaves_a_thing_as_it_is_but_for_options()
    {
        await UsersAsync("nul");
        await Admin.PutAsync("users/nul/servers/one", """{"display_name": "One"}""");
        (await Admin.PatchAsync("users/nul/servers/one", """{"name": null, "display_name": null}""")).ShouldBe(200, Model("nul", "one", "One"));
        (await Admin.PatchAsync("users/nul/servers/one", """{"user_options": null}""")).ShouldFail(400, "user_options must be a dict");
    }

    [TestCase("true", true)]
    [TestCase("1", true)]
    [TestCase("false", false)]
    [TestCase("0", false)]
    [TestCase("null", false)]
    [TestCase("{}", false)]
    [TestCase("\"\"", false)]
    public async Task Remove_is_a_flag_in_any_way_clients_write_one(string remove, bool goes)
    {
        var name = "flag" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(remove));
        await UsersAsync(name);
        await Admin.PutAsync($"users/{name}/servers/one");
        (await Admin.DeleteAsync($"users/{name}/servers/one", $"{{\"remove\": {remove}}}")).ShouldBe(204);
        (await Admin.GetAsync($"users/{name}/servers/one")).Status.ShouldBe(goes ? 404 : 200);
    }

    [TestCase("\"yes\"")]
    [TestCase("2")]
    [TestCase("[true]")]
    public async Task What_is_no_flag_removes_nothing(string remove) =>
        (await Admin.DeleteAsync("users/admin/server", $"{{\"remove\": {remove}}}")).ShouldFail(400, "remove must be true or false");

    [Test]
    public async Task The_default_server_becomes_a_named_one_and_a_fresh_one_takes_its_place()
    {
        await UsersAsync("mover");
        await Admin.PostAsync("users/mover/server", """{"a": 1}""");
        await Admin.DeleteAsync("users/mover/server");
        (await Admin.PatchAsync("users/mover/server", """{"name": "old"}""")).Json.Value<string>("full_name").ShouldBe("mover/old");
        (await Admin.GetAsync("users/mover/server")).Json["user_options"]!.ShouldBeEmpty();
    }

    [Test]
    public async Task A_server_that_died_is_started_again()
    {
        await UsersAsync("dead");
        await Admin.PostAsync("users/dead/server");
        Machine.End(spawner.Requests[^1].Attempt.ToString("n"));
        (await Admin.PostAsync("users/dead/server")).ShouldBe(201);
        (await Admin.GetAsync("users/dead/server")).Json.Value<bool>("ready").ShouldBeTrue();
    }

    [Test]
    public async Task A_server_holds_a_token_as_long_as_it_runs()
    {
        await UsersAsync("holder");
        await Admin.PostAsync("users/holder/server");
        var token = spawner.Requests[^1].Environment.ApiToken;
        using var server = new TokenClient(App.Port, token);
        (await server.GetAsync("user")).Json["scopes"]!.Values<string>().ShouldBe(
            ["access:servers!server=holder/", "read:users:activity!user=holder", "read:users:groups!user=holder",
             "read:users:name!user=holder", "users:activity!user=holder"], ignoreOrder: true);
        var listed = (await Admin.GetAsync("users/holder/tokens")).Json["api_tokens"]!.Single();
        listed.Value<string>("note").ShouldBe("Server at /user/holder/");
        await Admin.DeleteAsync("users/holder/server");
        (await server.GetAsync("user")).ShouldFail(403);
        (await Admin.GetAsync("users/holder/tokens")).ShouldBe(200, """{"api_tokens": []}""");
    }

    [Test]
    public async Task A_start_and_a_stop_are_activity_of_the_server_and_of_its_owner()
    {
        await UsersAsync("active");
        (await Admin.GetAsync("users/active")).Json.Value<DateTime?>("last_activity").ShouldBeNull();
        (await Admin.PostAsync("users/active/server")).ShouldBe(201);
        var started = await SeenAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(5));
        (await Admin.DeleteAsync("users/active/server")).ShouldBe(204);
        var stopped = await SeenAsync();
        (stopped.Owner - started.Owner).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        stopped.Server.ShouldBeGreaterThan(started.Server, "by the clock of the database");

        async Task<(DateTime Owner, DateTime Server)> SeenAsync()
        {
            await App.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
            return ((await Admin.GetAsync("users/active")).Json.Value<DateTime>("last_activity"),
                (await Admin.GetAsync("users/active/server")).Json.Value<DateTime>("last_activity"));
        }
    }

    [Test]
    public async Task State_is_for_those_who_hold_its_scope()
    {
        await UsersAsync("stately");
        await Admin.PostAsync("users/stately/server");
        ((JObject)(await Admin.GetAsync("users/stately/server")).Json["state"]!).ContainsKey("id").ShouldBeTrue();
        ((JObject)(await (await ClientAsync("stately", "inherit")).GetAsync("users/stately/server")).Json).ContainsKey("state").ShouldBeFalse();
    }

    [Test]
    public async Task Progress_of_a_ready_server_is_one_event()
    {
        await UsersAsync("prog");
        (await Admin.GetAsync("users/prog/server/progress")).ShouldFail(404, "Not Found");
        await Admin.PostAsync("users/prog/server");
        var stream = await Admin.GetAsync("users/prog/server/progress");
        stream.Headers["Content-Type"].ShouldBe("text/event-stream");
        stream.Headers["Cache-Control"].ShouldBe("no-cache");
        ProgressLines.Of(stream.Text).Single().ShouldBe(
            """{"progress":100,"ready":true,"message":"Server ready at /user/prog/","html_message":"Server ready at <a href=\"/user/prog/\">/user/prog/</a>","url":"/user/prog/"}""");
        await Admin.DeleteAsync("users/prog/server");
        (await Admin.GetAsync("users/prog/server/progress")).ShouldFail(400, "prog is not starting...");
        (await Admin.GetAsync("users/prog/servers/none/progress")).ShouldFail(404);
        await Admin.PutAsync("users/prog/servers/idle");
        (await Admin.GetAsync("users/prog/servers/idle/progress")).ShouldFail(400, "prog:idle is not starting...");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new TinySpawner(machine);

    private static string Model(string user, string server, string display = "", string options = "{}") => $$"""
        {"name": "{{server}}", "display_name": "{{display}}", "full_name": "{{user}}/{{server}}", "last_activity": null, "started": null, "pending": null,
         "ready": false, "stopped": true, "url": "/user/{{user}}/{{(server.Length > 0 ? server + "/" : "")}}", "user_options": {{options}},
         "progress_url": "/hub/api/users/{{user}}/{{(server.Length > 0 ? "servers/" + server : "server")}}/progress",
         "full_url": null, "full_progress_url": null, "state": {} }
        """;

    private static string Running(string user, string server) => Model(user, server)
        .Replace("\"last_activity\": null, \"started\": null", "\"last_activity\": \"<time>\", \"started\": \"<time>\"")
        .Replace("\"ready\": false, \"stopped\": true", "\"ready\": true, \"stopped\": false")
        .Replace("\"state\": {}", "\"state\": \"<any>\"");
}
