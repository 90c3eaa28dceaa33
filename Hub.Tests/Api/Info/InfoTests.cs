using Hub.Domain.Access;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Info;

public sealed class InfoTests : ApiFixture
{
    [TestCase("/hub/api")]
    [TestCase("/hub/api/")]
    [TestCase("/api")]
    public async Task The_version_is_for_everybody(string path)
    {
        var answer = await Nobody.GetAsync(path, ("Authorization", "token wrong"));
        answer.ShouldBe(200, """{"version": "<any>"}""");
        answer.Headers["Access-Control-Allow-Origin"].ShouldBe("*");
        (await Nobody.SendAsync("OPTIONS", path)).Headers["Access-Control-Allow-Origin"].ShouldBe("*");
        answer.Headers["X-JupyterHub-Version"].ShouldBe(answer.Json.Value<string>("version"));
    }

    [TestCase("info")]
    [TestCase("hub/info")]
    [TestCase("/api/info")]
    public async Task What_the_hub_is_made_of_needs_a_scope(string path)
    {
        (await Admin.GetAsync(path)).ShouldBe(200, """
            {"version": "<any>", "hub_version": "<any>", "python": "<any>", "sys_executable": "<any>",
             "spawner": {"class": "TinySpawner", "version": "1.0"}, "authenticator": {"class": "dummy", "version": "<any>"},
             "replicas": [{"id": "<any>", "host": "test", "address": "http://127.0.0.1:0", "version": "<any>", "started": "<any>",
                           "heartbeat": "<any>", "state": "ready", "leads": "<any>", "answers": true}]}
            """);
        (await Nobody.GetAsync(path)).ShouldFail(403, "Missing or invalid credentials.");
        (await (await ClientAsync("robot", "list:users")).GetAsync(path))
            .ShouldFail(403, "Action is not authorized with current scopes; requires any of [read:hub]");
    }

    [TestCase("/hub/health")]
    [TestCase("/hub/api/health")]
    [TestCase("/api/health")]
    public async Task Health_is_empty_and_for_everybody(string path)
    {
        (await Nobody.GetAsync(path)).ShouldBe(200);
        (await Nobody.SendAsync("HEAD", path)).ShouldBe(200);
    }

    [Test]
    public async Task Metrics_need_a_scope_and_carry_JupyterHubs_names()
    {
        await UsersAsync("measured");
        await Admin.PostAsync("users/measured/server");
        await Eventually.True(async () => (await Admin.GetAsync("/hub/metrics")).Text.Contains("jupyterhub_hub_startup_duration_seconds_count 1\n"));
        var metrics = await (await ClientAsync("robot", "read:metrics")).GetAsync("/hub/api/metrics");
        metrics.Status.ShouldBe(200);
        metrics.Headers["Content-Type"].ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        foreach (var line in (string[])
            [
                "# TYPE jupyterhub_server_spawn_duration_seconds histogram",
                "jupyterhub_server_spawn_duration_seconds_bucket{status=\"success\",reason=\"\",le=\"0.5\"} ",
                "jupyterhub_server_spawn_duration_seconds_count{status=\"success\",reason=\"\"} 1\n",
                "jupyterhub_server_spawn_duration_seconds_count{status=\"failure\",reason=\"throttled\"} 0\n",
                "jupyterhub_request_duration_seconds_count{method=\"POST\",handler=\"Servers.Start\",code=\"201\"} 1\n",
                "jupyterhub_proxy_add_duration_seconds_count{status=\"success\"} 1\n",
                "jupyterhub_running_servers 1\n",
                "jupyterhub_total_users 2\n",
                "jupyterhub_active_users{period=\"24h\"} ",
                "jupyterhub_active_users{period=\"7d\"} ",
                "jupyterhub_active_users{period=\"30d\"} ",
                "# TYPE jupyterhub_check_routes_duration_seconds histogram",
                "jupyterhub_init_spawners_duration_seconds_count ",
                "jupyterhub_proxy_poll_duration_seconds_count 0\n",
                "jupyterhub_logout_duration_seconds_count 0\n",
                "# TYPE jupyterhub_csp_reports_total counter\njupyterhub_csp_reports_total 0\n",
                "jupyterhub_proxy_delete_duration_seconds_count{status=\"failure\"} 0\n",
                "jupyterhub_server_poll_duration_seconds_count{status=\"running\"} ",
                "jupyterhub_server_stop_seconds_count{status=\"success\"} 0\n",
                "jupyterhub_event_loop_interval_seconds_bucket{le=\"0.055\"} ",
                "# TYPE jupyterhub_login_duration_seconds histogram\n",
                "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ",
                "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes ",
                "process_virtual_memory_bytes ",
                "process_start_time_seconds ",
                "process_open_fds ",
                "process_max_fds ",
            ])
            metrics.Text.ShouldContain(line);
        (await Nobody.GetAsync("/hub/api/metrics")).ShouldFail(403, "Access to metrics requires scope 'read:metrics'");
        (await (await ClientAsync("robot", "read:hub")).GetAsync("/hub/api/metrics"))
            .ShouldFail(403, "Access to metrics requires scope 'read:metrics'");
        var page = await Nobody.GetAsync("/hub/metrics");
        page.Status.ShouldBe(403);
        page.Headers["Content-Type"].ShouldStartWith("text/html");
    }

    [Test]
    public async Task Logouts_and_reports_of_browsers_are_counted()
    {
        await using var measured = await HubApplication.StartAsync(Basis with { Access = new AccessOptions { AuthenticatePrometheus = false } });
        using var browser = new PageClient(measured.Port);
        await browser.LoginAsync("admin");
        var xsrf = await PageClient.XsrfOf(await browser.GetAsync("/hub/home"));
        (await browser.SendAsync(HttpMethod.Post, $"/hub/security/csp-report?_xsrf={Uri.EscapeDataString(xsrf)}", new StringContent("{}")))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await browser.GetAsync("/hub/logout");
        using var nobody = new TokenClient(measured.Port);
        var text = (await nobody.GetAsync("/hub/metrics")).Text;
        text.ShouldContain("jupyterhub_csp_reports_total 1\n");
        text.ShouldContain("jupyterhub_logout_duration_seconds_count 1\n");
    }

    [Test]
    public async Task Metrics_are_open_where_prometheus_need_not_say_who_it_is()
    {
        await using var open = await HubApplication.StartAsync(Basis with { Access = new AccessOptions { AuthenticatePrometheus = false, AdminAccess = true } });
        using var nobody = new TokenClient(open.Port);
        (await nobody.GetAsync("/hub/metrics")).Text.ShouldContain("jupyterhub_total_users 1\n");
        using var admin = new TokenClient(open.Port, await MintedTokens.OfAsync(open, "admin", "inherit"));
        (await admin.PostAsync("users/admin/admin-access")).ShouldBe(200);
        (await admin.PostAsync("users/nobody/admin-access")).ShouldFail(404);
    }

    [TestCase("""{"proxy": "yes"}""", "proxy must be true or false, got 'yes'")]
    [TestCase("""{"servers": 2}""", "servers must be true or false, got 2")]
    [TestCase("""{"servers": null}""", "servers must be true or false, got None")]
    [TestCase("""{"proxy": [true, "x\u00e9"]}""", "proxy must be true or false, got [True, 'xé']")]
    [TestCase("[1]", "Body must be a JSON object")]
    public async Task A_shutdown_that_is_not_understood_does_not_happen(string body, string message)
    {
        (await Admin.PostAsync("shutdown", body)).ShouldFail(400, message);
        (await Nobody.GetAsync("health")).Status.ShouldBe(200);
    }

    [TestCase("shutdown")]
    [TestCase("hub/shutdown")]
    public async Task A_shutdown_is_answered_and_then_done(string path)
    {
        await using var going = await HubApplication.StartAsync(Basis);
        using var admin = new TokenClient(going.Port, await MintedTokens.OfAsync(going, "admin", "inherit"));
        (await admin.PostAsync(path, """{"proxy": false, "servers": 0}""")).ShouldBe(202, """{"message": "Shutting down Hub"}""");
        var stopping = going.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping;
        await Eventually.True(() => stopping.IsCancellationRequested);
    }
}
