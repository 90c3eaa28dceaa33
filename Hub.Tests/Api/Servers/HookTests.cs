using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

public sealed class HookTests : ApiFixture
{
    private static readonly TimeSpan HookTimeout = TimeSpan.FromMinutes(5);

    private readonly string folder = Directory.CreateTempSubdirectory("hub-hooks-").FullName;
    private MoodySpawner spawner = null!;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_command_before_a_start_sees_it_and_adds_to_its_environment()
    {
        await UsersAsync("hooked");
        (await Admin.PostAsync("users/hooked/server", """{"user_options": {"size": "big"}}""")).ShouldBe(201);
        File.ReadAllText(Path.Combine(folder, "pre")).ShouldBe(
            """{"hook":"pre_spawn","user":"hooked","server_name":"","user_options":{"size":"big"},"groups":[],"failure":null}""");
        var variables = spawner.Requests[^1].Environment.VariablesAt("127.0.0.1", 1);
        (variables["ADDED"], variables["HOME_OF"], variables["JSON"]).ShouldBe(("yes", "/home/hooked", """{"a": 1}"""));
        (await Admin.DeleteAsync("users/hooked/server")).ShouldBe(202);
        (await ToldAsync("hooked")).ShouldStartWith("""{"hook":"post_stop","user":"hooked",""");
    }

    [Test]
    public async Task What_follows_a_stop_is_part_of_it_and_no_start_comes_before()
    {
        await UsersAsync("slowly", "other");
        (await Admin.PostAsync("users/slowly/server")).ShouldBe(201);
        (await Admin.DeleteAsync("users/slowly/server")).ShouldBe(202);
        (await Admin.PostAsync("users/slowly/server")).ShouldFail(400, "slowly is pending stop");
        // Or another hub would take over a stop whose hook only takes its time.
        (await LeftAsync("slowly")).ShouldBeGreaterThan(HookTimeout + TimeSpan.FromSeconds(10));
        (await Admin.PostAsync("users/other/server")).ShouldBe(201);
        (await ToldAsync("slowly")).ShouldContain("slowly");
        await Eventually.True(async () => (await Admin.PostAsync("users/slowly/server")).Status == 201);
    }

    [Test]
    public async Task A_reset_is_a_stop_for_hooks_too()
    {
        await UsersAsync("again");
        (await Admin.PostAsync("users/again/server")).ShouldBe(201);
        var reset = Admin.PostAsync("users/again/server/reset");
        await Eventually.True(async () => (await Admin.GetAsync("users/again/server")).Json.Value<bool>("stopped"));
        (await ToldAsync("again")).ShouldContain("\"user\":\"again\"");
        (await reset).Status.ShouldBe(200);
    }

    [Test]
    public async Task The_hook_after_a_start_that_failed_is_told_why()
    {
        await UsersAsync("unlucky");
        spawner.Fails = true;
        await File.WriteAllTextAsync(Path.Combine(folder, "go-unlucky"), "");
        (await Admin.PostAsync("users/unlucky/server")).ShouldFail(500, "I don't work!");
        spawner.Fails = false;
        (await ToldAsync("unlucky")).ShouldEndWith(""","failure":"I don\u0027t work!"}""");
    }

    /// <summary>What the command after a stop of this user's server was told, once it was let go on.</summary>
    private Task<string> ToldAsync(string user)
    {
        File.WriteAllText(Path.Combine(folder, $"go-{user}"), "");
        var told = Path.Combine(folder, $"post-{user}");
        return Eventually.Until(async () => File.Exists(told) ? await File.ReadAllTextAsync(told) : "", text => text.Length > 0);
    }

    [Test]
    public async Task A_command_that_fails_refuses_the_start_with_its_last_line()
    {
        await UsersAsync("refused");
        await File.WriteAllTextAsync(Path.Combine(folder, "go-refused"), "");
        // There is a zero byte in that line, which no database keeps and nobody sees.
        (await Admin.PostAsync("users/refused/server", """{"user_options": {"size": "none"}}"""))
            .ShouldFail(500, "A check before the start did not let it through: no such size");
        var attempt = (await Admin.GetAsync("users/refused/server/history")).Json[0]!;
        (attempt.Value<string>("failure_kind"), attempt.Value<string>("outcome")).ShouldBe(("policy", "failed"));
        spawner.Requests.ShouldNotContain(request => request.UserName == "refused");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { SlowSpawnTimeout = TimeSpan.FromSeconds(3), SlowStopTimeout = TimeSpan.FromSeconds(0.3) },
        Spawner = new SpawnerOptions
        {
            Environment = new Dictionary<string, string> { ["HOME_OF"] = "/home/{username}", ["JSON"] = """{"a": 1}""" },
        },
        Hooks = new HookOptions
        {
            Timeout = HookTimeout,
            PreSpawnCommand =
            [
                "sh", "-c",
                $$$"""cat >'{{{folder}}}/pre'; if grep -q none '{{{folder}}}/pre'; then echo first >&2; printf 'no such s\000ize\n' >&2; exit 3; fi; echo '{"environment": {"ADDED": "yes"}}'""",
            ],
            PostStopCommand =
            [
                "sh", "-c",
                $$"""
                cd '{{folder}}'; body=$(cat); user=$(printf %s "$body" | sed 's/.*"user":"\([^"]*\)".*/\1/')
                until [ -e "go-$user" ]; do sleep 0.05; done
                printf %s "$body" >"post-$user.new"; mv "post-$user.new" "post-$user"; exit 1
                """,
            ],
        },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new MoodySpawner(machine);

    /// <summary>How much time a stop still has.</summary>
    private async Task<TimeSpan> LeftAsync(string user)
    {
        await using var database = new NpgsqlConnection(App.ConnectionString);
        return await database.QuerySingleAsync<TimeSpan>(
            "SELECT deadline - now() FROM servers JOIN users u ON u.id = user_id WHERE u.name = @user", new { user });
    }
}
