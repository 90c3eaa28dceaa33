using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Servers;

/// <summary>A hook that does not end.</summary>
public sealed class HookTimeoutTests : ApiFixture
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-hook-").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task It_is_ended_with_all_it_has_started_and_refuses_the_start()
    {
        await UsersAsync("hurried");
        (await Admin.PostAsync("users/hurried/server")).ShouldFail(500, "A check before the start did not let it through: sh took longer than 1 seconds");
        var pids = await File.ReadAllLinesAsync(Path.Combine(folder, "pids"));
        pids.Length.ShouldBe(2);
        foreach (var pid in pids)
            await Eventually.True(() => !File.Exists($"/proc/{pid}/cmdline") || File.ReadAllText($"/proc/{pid}/cmdline").Length == 0);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { SlowSpawnTimeout = TimeSpan.FromMinutes(1) },
        Hooks = new HookOptions
        {
            Timeout = TimeSpan.FromSeconds(1),
            PreSpawnCommand = ["sh", "-c", $"sleep 300 & printf '%s\\n' $$ $! >'{folder}/pids'; wait"],
        },
    };
}
