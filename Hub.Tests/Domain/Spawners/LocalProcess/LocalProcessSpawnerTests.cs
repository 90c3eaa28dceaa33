using Hub.Domain.Errors;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

public sealed class LocalProcessSpawnerTests
{
    private LocalServers servers = null!;

    [SetUp]
    public void Open() => servers = new LocalServers();

    [TearDown]
    public async Task Close() => await servers.DisposeAsync();

    [Test]
    public async Task As_root_a_server_becomes_its_user()
    {
        Assume.That(SystemAccount.Current().Uid, Is.EqualTo(0), "Only root can become another account.");
        var nobody = SystemAccount.Find("nobody").ShouldNotBeNull();
        var script = "id -u; id -g; id -G; echo $USER,$HOME,$SHELL; pwd; echo more >>/dev/stdout; trap '' INT; echo up; sleep 1000; true";
        var state = await servers.StartAsync(servers.SwitchingSpawner(), LocalServers.Request("sh", "-c", script) with { UserName = "nobody" });
        await Eventually.True(() => LocalServers.Log(state).Contains("up"));

        // The home of nobody does not exist, so the server begins in the nearest folder above.
        var folder = Directory.Exists(nobody.Home) ? nobody.Home : "/";
        LocalServers.Log(state).Split('\n').ShouldBe(
            [$"{nobody.Uid}", $"{nobody.Gid}", $"{nobody.Gid}", $"nobody,{nobody.Home},{nobody.Shell}", folder, "more", "up", ""]);
        File.ReadAllLines($"/proc/{LocalServers.Pid(state)}/status").ShouldContain($"Uid:\t{nobody.Uid}\t{nobody.Uid}\t{nobody.Uid}\t{nobody.Uid}");
    }

    [Test]
    public async Task The_hubs_own_account_needs_no_switch()
    {
        var own = SystemAccount.Current();
        var state = await servers.StartAsync(servers.SwitchingSpawner(), LocalServers.Request("sh", "-c", "id -u; echo $HOME") with { UserName = own.Name });
        await Eventually.True(() => LocalServers.Log(state) == $"{own.Uid}\n{own.Home}\n");
    }

    [TestCase("no-such-account-here")]
    [TestCase("a/b")]
    [TestCase("..")]
    [TestCase("a\0b")]
    public async Task A_user_without_an_account_is_told_so(string name)
    {
        var journal = new MemoryJournal();
        var failure = await Should.ThrowAsync<SpawnFailedException>(
            () => servers.SwitchingSpawner().StartAsync(LocalServers.Request("true") with { UserName = name }, journal, CancellationToken.None));
        failure.Message.ShouldContain(name);
        failure.Reason.ShouldBe(SpawnFailure.Policy);
        journal.Count.ShouldBe(0);
    }

    [Test]
    public async Task Without_root_only_the_hubs_own_account_can_have_servers()
    {
        Assume.That(SystemAccount.Current().Uid, Is.Not.EqualTo(0), "Root can become every account.");
        var failure = await Should.ThrowAsync<SpawnFailedException>(() => servers.SwitchingSpawner().StartAsync(
            LocalServers.Request("true") with { UserName = "root" }, new MemoryJournal(), CancellationToken.None));
        failure.Message.ShouldContain("must run as root");
    }
}
