using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Spawners;

public sealed class ReadinessProbeTests
{
    private readonly ReadinessProbe probe = new("6.0.0", TimeProvider.System, NullLogger<ReadinessProbe>.Instance);

    [OneTimeTearDown]
    public void Close() => probe.Dispose();

    [TestCase(200)]
    [TestCase(302)]
    [TestCase(403)]
    [TestCase(404)]
    public async Task Any_answer_below_500_is_ready(int status)
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/nowhere";
        });
        await probe.WaitAsync(ApiOf(server), Running, CancellationToken.None);
    }

    [Test]
    public async Task An_answer_of_500_and_above_is_not_ready_yet()
    {
        var asked = 0;
        await using var server = await ServeAsync(context => context.Response.StatusCode = ++asked < 3 ? 503 : 200);
        await probe.WaitAsync(ApiOf(server), Running, CancellationToken.None);
        asked.ShouldBe(3);
    }

    [Test]
    public async Task A_server_that_comes_late_is_waited_for()
    {
        var port = FreePort.Next();
        var waiting = probe.WaitAsync(new Uri($"http://127.0.0.1:{port}/api"), Running, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        await using var server = await ServeAsync(_ => { }, port);
        await waiting;
    }

    [Test]
    public async Task Waiting_ends_when_it_has_been_long_enough()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(
            () => probe.WaitAsync(new Uri($"http://127.0.0.1:{FreePort.Next()}/api"), Running, patience.Token));
    }

    [Test]
    public async Task A_server_that_ends_meanwhile_is_told_with_its_last_words()
    {
        var failure = await Should.ThrowAsync<SpawnFailedException>(() => probe.WaitAsync(
            new Uri($"http://127.0.0.1:{FreePort.Next()}/api"),
            _ => Task.FromResult<PollResult>(new PollResult.Stopped("exit status 3", 3, "no such module")),
            CancellationToken.None));
        failure.ExitStatus.ShouldBe(3);
        failure.Message.ShouldBe("The server ended before it answered: exit status 3. Its last output:\nno such module");
    }

    [Test]
    public async Task Somebody_else_at_the_port_does_not_make_a_dead_server_ready()
    {
        await using var other = await ServeAsync(_ => { });
        await Should.ThrowAsync<SpawnFailedException>(() => probe.WaitAsync(
            ApiOf(other), _ => Task.FromResult<PollResult>(new PollResult.Stopped("exit status 1", 1)), CancellationToken.None));
    }

    [Test]
    public async Task Not_knowing_whether_it_runs_is_no_reason_to_give_up()
    {
        await using var server = await ServeAsync(_ => { });
        await probe.WaitAsync(
            ApiOf(server), _ => Task.FromResult<PollResult>(new PollResult.Unknown("no idea")), CancellationToken.None);
    }

    private static Task<PollResult> Running(CancellationToken ct) => Task.FromResult<PollResult>(PollResult.Running.Yes);

    private static Uri ApiOf(WebApplication server) => new($"{server.Urls.First()}/user/ada/api");

    private static async Task<WebApplication> ServeAsync(Action<HttpContext> answer, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.Run(context =>
        {
            answer(context);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
