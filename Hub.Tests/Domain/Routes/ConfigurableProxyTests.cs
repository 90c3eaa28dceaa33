using System.Collections.Concurrent;
using Hub.Domain.Notices;
using Hub.Domain.Routes;
using Hub.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Routes;

/// <summary>The client against proxies that misbehave, each a small server of its own.</summary>
public sealed class ConfigurableProxyTests
{
    private static readonly WantedRoutes Wanted = new([new Route(Routespec.Root, "http://hub:1", RouteData.ForHub)], new HashSet<Routespec>());

    [Test]
    public async Task A_proxy_that_fails_for_a_moment_is_asked_again()
    {
        var failures = 3;
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 502 : 201;
            return Task.CompletedTask;
        });
        using var proxy = Client(server);
        await proxy.AddAsync(Routespec.Root, "http://hub:1", RouteData.ForHub, default);
        failures.ShouldBe(-1);
    }

    [Test]
    public async Task A_proxy_that_is_not_up_yet_is_waited_for()
    {
        var port = FreePort.Next();
        using var proxy = Client($"http://127.0.0.1:{port}");
        var asked = proxy.GetAllAsync(default);
        await using var server = await ServeAsync(context => context.Response.WriteAsync("{}"), port);
        (await asked).ShouldBeEmpty();
    }

    [Test]
    public async Task A_proxy_that_stays_away_is_given_up_with_its_address()
    {
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        using var proxy = Client(url, retryFor: TimeSpan.FromMilliseconds(300));
        (await Should.ThrowAsync<ProxyException>(() => proxy.GetAllAsync(default))).Message.ShouldContain(url);
    }

    [Test]
    public async Task A_proxy_that_does_not_answer_is_given_up()
    {
        await using var server = await ServeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var proxy = Client(server.Urls.Single(), retryFor: TimeSpan.Zero, requestTimeout: TimeSpan.FromMilliseconds(200));
        (await Should.ThrowAsync<ProxyException>(() => proxy.GetAllAsync(default))).Message.ShouldContain("no answer within 0.2 s");
    }

    [Test]
    public async Task A_caller_who_leaves_ends_the_trying()
    {
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using var proxy = Client($"http://127.0.0.1:{FreePort.Next()}");
        await Should.ThrowAsync<OperationCanceledException>(() => proxy.GetAllAsync(leaving.Token));
    }

    [TestCase("<html>hello</html>")]
    [TestCase("[]")]
    [TestCase("null")]
    public async Task An_answer_that_is_no_table_names_the_key_to_check(string answer)
    {
        await using var server = await ServeAsync(context => context.Response.WriteAsync(answer));
        using var proxy = Client(server);
        (await Should.ThrowAsync<ProxyException>(() => proxy.GetAllAsync(default))).Message.ShouldContain("ConfigurableHTTPProxy.api_url");
    }

    [Test]
    public async Task Only_so_many_requests_are_under_way_at_once()
    {
        var (now, most) = (0, 0);
        await using var server = await ServeAsync(async context =>
        {
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            context.Response.StatusCode = 201;
        });
        using var proxy = Client(server);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n =>
            proxy.AddAsync(Routespec.Parse($"/user/{n}"), "http://h:1", RouteData.ForServer($"{n}", ""), default)));
        most.ShouldBeInRange(1, 10);
    }

    [Test]
    public async Task A_proxy_that_can_replace_its_table_is_sent_it_whole()
    {
        var requests = new ConcurrentQueue<string>();
        await using var server = await ServeAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            requests.Enqueue($"{context.Request.Method} {context.Request.Path} {await body.ReadToEndAsync()}");
            if (context.Request.Method == "GET")
                await context.Response.WriteAsync("""{"/by-hand":{"target":"http://x"},"/user/old":{"target":"http://y","jupyterhub":true,"user":"old"}}""");
        });
        using var proxy = Client(server);
        await proxy.ReplaceAllAsync(Wanted, default);
        requests.ShouldBe([
            "GET /api/routes ",
            """PUT /api/routes {"/by-hand":{"target":"http://x"},"/":{"hub":true,"target":"http://hub:1","jupyterhub":true}}""",
        ]);
    }

    [Test]
    public async Task Several_proxies_are_each_brought_up_to_date()
    {
        await using var one = await ServeAsync(TableOf("""{"/":{"target":"http://hub:1","jupyterhub":true,"hub":true,"last_activity":"2026-01-31T12:00:00.000Z"}}"""));
        var added = new ConcurrentQueue<string>();
        await using var other = await ServeAsync(context =>
        {
            if (context.Request.Method != "POST")
                return TableOf("""{"/user/a":{"target":"http://a","jupyterhub":true,"user":"a","last_activity":"2026-01-31T13:00:00.000Z"}}""")(context);
            added.Enqueue(context.Request.Path);
            return Task.CompletedTask;
        });
        using var first = Client(one);
        using var second = Client(other);
        var group = Group(first, second);
        (await group.GetAllAsync(default)).Select(route => $"{route.Routespec} {route.LastActivity:HH}").ShouldBe(["/ 12", "/user/a/ 13"]);
        var changes = await group.SyncAsync(Wanted, default);
        changes.ToAdd.ShouldBe(Wanted.Routes);
        changes.ToDelete.ShouldBe([Routespec.Parse("/user/a")]);
        added.ShouldBe(["/api/routes/"]);
    }

    [Test]
    public async Task A_proxy_that_is_away_keeps_nothing_from_being_done_at_another()
    {
        var taken = new ConcurrentQueue<string>();
        await using var one = await ServeAsync(context =>
        {
            taken.Enqueue($"{context.Request.Method} {context.Request.Path}");
            return context.Request.Method == "GET" ? context.Response.WriteAsync("{}") : Task.CompletedTask;
        });
        using var there = Client(one);
        using var away = Client($"http://127.0.0.1:{FreePort.Next()}", retryFor: TimeSpan.FromMinutes(5));
        var doubt = new RouteDoubt(new NoticeBoard(), TimeProvider.System);
        var group = new ProxyGroup([away, there], doubt, TimeProvider.System, NullLogger<ProxyGroup>.Instance);
        await group.AddAsync(Routespec.Parse("/user/a/"), "http://a", RouteData.ForServer("a", ""), default).WaitAsync(TimeSpan.FromSeconds(60));
        taken.ShouldContain("POST /api/routes/user/a");
        doubt.Due.ShouldBeTrue("the check has to look at the other again");
        using var nobody = Client($"http://127.0.0.1:{FreePort.Next()}", retryFor: TimeSpan.Zero);
        await Should.ThrowAsync<ProxyException>(() => Group(nobody).AddAsync(Routespec.Parse("/user/a/"), "http://a", RouteData.ForServer("a", ""), default));
    }

    private static ProxyGroup Group(params IProxy[] proxies) =>
        new(proxies, new RouteDoubt(new NoticeBoard(), TimeProvider.System), TimeProvider.System, NullLogger<ProxyGroup>.Instance);

    private static RequestDelegate TableOf(string json) => context => context.Response.WriteAsync(json);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private static ConfigurableProxy Client(WebApplication server) => Client(server.Urls.Single());

    private static ConfigurableProxy Client(string url, TimeSpan? retryFor = null, TimeSpan? requestTimeout = null) => new(
        new ConfigurableProxySettings(new ProxyEndpoint(new Uri(url), "t"))
        {
            RetryFor = retryFor ?? TimeSpan.FromSeconds(30),
            RequestTimeout = requestTimeout ?? TimeSpan.FromSeconds(10),
        },
        TimeProvider.System, NullLogger<ConfigurableProxy>.Instance);

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add($"http://127.0.0.1:{port}");
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
