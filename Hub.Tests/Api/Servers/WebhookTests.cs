using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Servers;

/// <summary>Hooks that are web addresses.</summary>
public sealed class WebhookTests : ApiFixture
{
    private readonly ConcurrentQueue<(string Path, string Signature, string Body)> heard = new();
    private readonly string url = $"http://127.0.0.1:{FreePort.Next()}";
    private WebApplication listener = null!;
    private TinySpawner spawner = null!;

    [SetUp]
    public Task Listen() => StartListenerAsync();

    [TearDown]
    public async Task Close() => await listener.DisposeAsync();

    [Test]
    public async Task A_web_address_is_asked_before_a_start_and_told_after_the_stop_in_signed_words()
    {
        await UsersAsync("webby");
        (await Admin.PostAsync("users/webby/server", """{"user_options": {"size": "big"}}""")).ShouldBe(201);
        (await Admin.DeleteAsync("users/webby/server")).ShouldBe(204);
        await Eventually.True(() => heard.Count == 2);
        var (before, after) = (heard.First(), heard.Last());
        (before.Path, after.Path).ShouldBe(("/pre", "/post"));
        JObject.Parse(before.Body).ShouldBeEquivalentTo(JObject.Parse(
            """{"hook": "pre_spawn", "user": "webby", "server_name": "", "user_options": {"size": "big"}, "groups": [], "failure": null}"""));
        JObject.Parse(after.Body).Value<string>("hook").ShouldBe("post_stop");
        foreach (var (_, signature, body) in heard)
            signature.ShouldBe("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("hush"u8, Encoding.UTF8.GetBytes(body))));
        spawner.Requests[^1].Environment.VariablesAt("127.0.0.1", 1)["FROM_WEB"].ShouldBe("yes");
    }

    [Test]
    public async Task What_it_refuses_does_not_start_and_says_why()
    {
        await UsersAsync("unwanted");
        (await Admin.PostAsync("users/unwanted/server")).ShouldFail(500, "A check before the start did not let it through: not today");
        (await Admin.GetAsync("users/unwanted/server/history")).Json[0]!.Value<string>("failure_kind").ShouldBe("policy");
    }

    [Test]
    public async Task One_that_is_away_refuses_too()
    {
        await listener.DisposeAsync();
        await UsersAsync("alone");
        (await Admin.PostAsync("users/alone/server")).ShouldFail(500, "A check before the start did not let it through: 127.0.0.1 does not answer");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Hooks = new HookOptions { PreSpawnUrl = $"{url}/pre", PostStopUrl = $"{url}/post", Secret = "hush" },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = base.SpawnerOn(machine);

    private async Task StartListenerAsync()
    {
        heard.Clear();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls(url);
        listener = builder.Build();
        listener.Run(HearAsync);
        await listener.StartAsync();
    }

    private async Task HearAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        heard.Enqueue((http.Request.Path, http.Request.Headers["X-Hub-Signature-256"].ToString(), body));
        if (body.Contains("unwanted", StringComparison.Ordinal) && http.Request.Path == "/pre")
        {
            http.Response.StatusCode = 403;
            await http.Response.WriteAsync("not today");
            return;
        }

        await http.Response.WriteAsync("""{"environment": {"FROM_WEB": "yes"}}""");
    }
}
