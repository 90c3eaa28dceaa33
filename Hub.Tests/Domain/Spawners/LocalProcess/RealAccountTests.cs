using System.Diagnostics;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

/// <summary>Servers of an account made for these tests, with a home and a group beside its own.</summary>
public sealed class RealAccountTests
{
    private readonly string name = $"hubt{Guid.NewGuid().ToString("n")[..8]}";
    private LocalServers servers = null!;
    private SystemAccount account = null!;

    [OneTimeSetUp]
    public void MakeAccount()
    {
        if (SystemAccount.Current().Uid != 0)
            throw Peers.Missing("useradd", "only root can make an account for these tests");
        if (Run("groupadd", $"{name}g") != 0 || Run("useradd", "-m", "-s", "/bin/sh", "-G", $"{name}g", name) != 0)
            throw Peers.Missing("useradd", "an account cannot be made here");
        account = SystemAccount.Find(name)!;
    }

    [OneTimeTearDown]
    public void RemoveAccount()
    {
        if (account is null)
            return;
        Run("userdel", "-r", name);
        Run("groupdel", $"{name}g");
    }

    [SetUp]
    public void Open() => servers = new LocalServers();

    [TearDown]
    public async Task Close() => await servers.DisposeAsync();

    [Test]
    public async Task A_server_has_groups_home_environment_and_files_of_its_user_and_a_process_group_of_its_own()
    {
        var state = await StartAsync(new SpawnerOptions(), "id -nG; pwd; echo $USER,$HOME,$SHELL; echo mine >made; ls -l made | cut -d' ' -f3,4; echo up; sleep 1000");
        await Eventually.True(() => LocalServers.Log(state).Contains("up"));
        LocalServers.Log(state).Split('\n').ShouldBe(
            [$"{name} {name}g", account.Home, $"{name},{account.Home},/bin/sh", $"{name} {name}", "up", ""]);
        var pid = LocalServers.Pid(state);
        var status = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        (status[2], status[3]).ShouldBe(($"{pid}", $"{pid}"), "it leads its group and its session");
        File.ReadAllLines($"/proc/{pid}/status").Single(line => line.StartsWith("Gid:", StringComparison.Ordinal))
            .ShouldBe($"Gid:\t{account.Gid}\t{account.Gid}\t{account.Gid}\t{account.Gid}");
    }

    [Test]
    public async Task Soft_and_hard_end_reach_it_and_all_of_its_group_each_in_its_time()
    {
        var traits = new SpawnerOptions
        {
            InterruptTimeout = TimeSpan.FromSeconds(0.2),
            TermTimeout = TimeSpan.FromSeconds(0.2),
            KillTimeout = TimeSpan.FromSeconds(20),
        };
        var state = await StartAsync(traits, "trap 'echo int' INT; trap 'echo term' TERM; (trap '' INT TERM; exec sleep 1000) & echo child $!; while :; do sleep 0.02; done");
        await Eventually.True(() => LocalServers.Log(state).Contains("child "));
        var child = int.Parse(LocalServers.Log(state).Split('\n')[0]["child ".Length..]);
        await servers.SwitchingSpawner().StopAsync(state, now: false, CancellationToken.None);
        LocalServers.Log(state).Split('\n')[1..].ShouldBe(["int", "term", ""]);
        LocalServers.Runs(LocalServers.Pid(state)).ShouldBeFalse();
        await Eventually.True(() => !LocalServers.Runs(child));
    }

    private Task<System.Text.Json.Nodes.JsonObject> StartAsync(SpawnerOptions traits, string script) => servers.StartAsync(
        servers.SwitchingSpawner(), LocalServers.Request("sh", "-c", script) with { UserName = name, Traits = traits });

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
