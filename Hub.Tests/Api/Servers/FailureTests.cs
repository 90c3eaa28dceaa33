using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using BadSpawner = Hub.Tests.Support.Spawners.BadSpawner;
using NeverSpawner = Hub.Tests.Support.Spawners.NeverSpawner;

namespace Hub.Tests.Api.Servers;

public sealed class FailureTests
{
    private readonly TinyServers machine = new();

    [OneTimeTearDown]
    public async Task EndMachine() => await machine.DisposeAsync();

    [Test]
    public async Task A_start_that_fails_says_why_and_leaves_nothing()
    {
        await using var hub = await HubAsync(new BadSpawner(machine));
        using var admin = await AdminAsync(hub);
        var failed = await admin.PostAsync("users/admin/server");
        failed.ShouldFail(500, "I don't work!");
        failed.Json.Value<string>("next_step").ShouldStartWith("Try again.");
        (await admin.GetAsync("users/admin/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        ProgressLines.Of((await admin.GetAsync("users/admin/server/progress")).Text)[^1]
            .ShouldBe("""
                {"progress":100,"failed":true,"message":"Spawn failed: I don't work!","next_step":"Try again. If it fails again, ask the operator, and name the request."}
                """.Trim());
        (await admin.GetAsync("users/admin/tokens")).Json["api_tokens"]!.Count().ShouldBe(1);
    }

    [Test]
    public async Task What_nobody_expected_is_told_to_the_log_alone()
    {
        await using var hub = await HubAsync(new BadSpawner(machine) { Breaks = true });
        using var admin = await AdminAsync(hub);
        var failed = await admin.PostAsync("users/admin/server");
        failed.ShouldFail(500, "The hub could not start the server; its log says why.");
        hub.Log.Text.ShouldContain("secret detail");
    }

    [Test]
    public async Task A_server_that_dies_before_it_answers_has_not_started()
    {
        await using var hub = await HubAsync(new DyingSpawner(machine));
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("users/admin/server")).ShouldFail(500, "The server ended before it answered: it is gone.");
        (await admin.GetAsync("users/admin")).Json["servers"]!.ShouldBeEmpty();
    }

    [Test]
    public async Task A_start_that_never_comes_ends_at_its_time()
    {
        await using var hub = await HubAsync(new NeverSpawner(machine), new SpawnerOptions { StartTimeout = TimeSpan.FromSeconds(1) });
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("users/admin/server")).ShouldFail(500, "The server did not start within 1 seconds (Spawner.start_timeout).");
        (await admin.GetAsync("users/admin/server")).Json.Value<bool>("stopped").ShouldBeTrue();
    }

    [Test]
    public async Task A_server_that_never_answers_is_given_up_at_its_time()
    {
        await using var deaf = new TinyServers { Answer = System.Net.HttpStatusCode.ServiceUnavailable };
        await using var hub = await HubAsync(new TinySpawner(deaf), new SpawnerOptions { HttpTimeout = TimeSpan.FromSeconds(1) });
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("users/admin/server")).Message.ShouldNotBeNull().ShouldEndWith("did not answer HTTP within 1 seconds (Spawner.http_timeout).");
        deaf.Ids.ShouldBeEmpty();
    }

    [Test]
    public async Task A_server_that_dies_later_is_noticed()
    {
        var spawner = new TinySpawner(machine);
        await using var hub = await HubAsync(spawner, new SpawnerOptions { PollInterval = TimeSpan.FromSeconds(1) });
        using var admin = await AdminAsync(hub);
        (await admin.PostAsync("users/admin/server")).ShouldBe(201);
        machine.End(spawner.Requests[^1].Attempt.ToString("n"));
        await Eventually.True(async () => (await admin.GetAsync("users/admin/server")).Json.Value<bool>("stopped"));
        (await admin.GetAsync("proxy")).Text.ShouldNotContain("/user/admin/");
    }

    private static Task<HubApplication> HubAsync(ISpawner spawner, SpawnerOptions? options = null) => HubApplication.StartAsync(
        ApiFixture.Basis with { Spawner = options ?? new SpawnerOptions() },
        services =>
        {
            services.Replace(ServiceDescriptor.Singleton(spawner));
            services.Replace(ServiceDescriptor.Singleton<IProxy>(new ForgetfulProxy()));
        });

    private static async Task<TokenClient> AdminAsync(HubApplication hub) => new(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
}
