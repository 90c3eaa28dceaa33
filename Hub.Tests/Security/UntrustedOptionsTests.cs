using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Security;

/// <summary>What users send along with a start is theirs to choose only where the operator says so.</summary>
public sealed class UntrustedOptionsTests : ApiFixture
{
    private TinySpawner spawner = null!;

    [Test, Advisory("CVE-2023-48311")]
    public async Task What_a_user_chooses_changes_nothing_that_was_not_listed()
    {
        await UsersAsync("chooser", "modest");
        var chosen = """{"user_options": {"image": "evil/image", "cmd": ["/bin/evil"], "args": ["--evil"], "environment": {"EVIL": "1"}, "mem_limit": "1T", "notebook_dir": "/"}}""";
        (await (await ClientAsync("chooser", "inherit")).PostAsync("users/chooser/server", chosen)).ShouldBe(201);
        (await (await ClientAsync("modest", "inherit")).PostAsync("users/modest/server")).ShouldBe(201);
        var (evil, plain) = (spawner.Requests.Single(one => one.UserName == "chooser"), spawner.Requests.Single(one => one.UserName == "modest"));
        evil.Command.ShouldBe(plain.Command);
        var (theirs, usual) = (evil.Environment.VariablesAt("127.0.0.1", 1), plain.Environment.VariablesAt("127.0.0.1", 1));
        theirs.Keys.ShouldBe(usual.Keys, ignoreOrder: true);
        theirs.Values.ShouldNotContain(value => value.Contains("evil", StringComparison.OrdinalIgnoreCase));
    }

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = base.SpawnerOn(machine);
}
