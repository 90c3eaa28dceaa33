using System.Diagnostics;
using Hub.Tests.Faults.Support;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults;

/// <summary>The disk of the logs, the hub's own and those of its servers, is full.</summary>
[Category("Faults"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DiskFullTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly List<HubPlace> places = [];
    private string disk = null!;

    [SetUp]
    public void MountDisk()
    {
        disk = Directory.CreateTempSubdirectory("hub-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk) == 0)
            return;
        Directory.Delete(disk);
        throw Peers.Missing("mount", "a small disk cannot be mounted here, which takes root");
    }

    [TearDown]
    public async Task UnmountDisk()
    {
        foreach (var place in places)
            await place.DisposeAsync();
        places.Clear();
        if (!Directory.Exists(disk))
            return;
        await Eventually.True(() => Run("umount", disk) == 0, Patience);
        Directory.Delete(disk);
    }

    [Test]
    public async Task A_full_disk_for_logs_fails_new_starts_alone_and_they_work_again_when_there_is_room([Values(1, 2)] int hubs)
    {
        await using var database = await TestPostgres.DatabaseAsync();
        var runs = new List<HubProcess>();
        for (var number = 0; number < hubs; number++)
            runs.Add(await StartHubAsync(database));
        using var admin = places[0].Rest();
        var last = new HubRest(new Uri($"http://127.0.0.1:{places[^1].HubPort}"), HubPlace.AdminToken);
        var scene = new ProcessScene(database.ConnectionString, () => places, _ => true, () => admin);
        foreach (var user in (string[])["old", "new"])
        {
            await admin.AddUserAsync(user);
            scene.Acknowledged.Add(user);
        }

        await admin.StartServerAsync("old");
        Fill();
        // More lines of log than fit into what the file has got already; none of them may cost a request.
        for (var number = 0; number < 80; number++)
            (await admin.PostAsync("users/no%0Abody")).ShouldBeStatus(400);
        (await last.PostAsync("users/new/server")).Status.ShouldBeOneOf(202, 500);
        await Eventually.True(async () => (string?)(await admin.GetAsync("users/new/server/history")).Json[0]!["outcome"] == "failed", Patience);
        ((string?)(await admin.GetAsync("users/new/server/history")).Json[0]!["next_step"]).ShouldNotBeNullOrEmpty();
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["old"] = true, ["new"] = false });
        (await admin.GetAsync("/user/old/")).ShouldBeStatus(200);
        runs.ShouldAllBe(run => !run.HasEnded);

        Free();
        await Eventually.True(async () => (await last.PostAsync("users/new/server")).Status is 201 or 202 or 400
            && await admin.ServerAsync("new") is { } server && (bool)server["ready"]!, Patience);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["old"] = true, ["new"] = true });
        await Eventually.True(() => File.ReadAllText(Path.Combine(disk, "hub-0.log")).Contains("lines of the log could not be written", StringComparison.Ordinal), Patience);
        last.Dispose();
    }

    private async Task<HubProcess> StartHubAsync(TestDatabase database)
    {
        var number = places.Count;
        var place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString),
            ("JupyterHub.extra_log_file", Path.Combine(disk, $"hub-{number}.log")),
            ("Spawner.http_timeout", 20));
        places.Add(place);
        if (number == 0)
        {
            // Servers' logs go to a folder of the hub's; here that folder is on the small disk.
            Directory.CreateDirectory(place.DataPath);
            Directory.CreateDirectory(Path.Combine(disk, "servers"));
            Directory.CreateSymbolicLink(Path.Combine(place.DataPath, "servers"), Path.Combine(disk, "servers"));
            return await place.StartAsync();
        }

        place.Set("HubProcess.data_path", places[0].DataPath);
        place.Set("SimpleLocalProcessSpawner.home_dir_template", Path.Combine(places[0].Folder, "homes") + "/{username}");
        place.Set("JupyterHub.port", places[0].Port);
        place.Set("ConfigurableHTTPProxy.api_url", places[0].Get("ConfigurableHTTPProxy.api_url"));
        var run = place.Launch("--config", place.ConfigFile);
        using var rest = new HubRest(new Uri($"http://127.0.0.1:{place.HubPort}"), HubPlace.AdminToken);
        await Eventually.True(async () => (await rest.GetAsync("/hub/health/ready")).Status == 200, Patience);
        return run;
    }

    private void Fill()
    {
        using var file = new FileStream(Path.Combine(disk, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Should.Throw<IOException>(() =>
        {
            while (true)
                file.Write(new byte[4096]);
        });
    }

    private void Free() => File.Delete(Path.Combine(disk, "filler"));

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
