using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Servers;

/// <summary>The counterpart of <c>auth_state_hook</c>: a program that makes an environment of what the authenticator keeps.</summary>
public sealed class AuthStateHookTests : ApiFixture
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-hooks-").FullName;
    private TinySpawner spawner = null!;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_command_makes_an_environment_of_what_is_kept_about_a_user()
    {
        await UsersAsync("keeper", "nothing");
        (await Admin.PatchAsync("users/keeper", """{"auth_state": {"token": "t-1"}}""")).Status.ShouldBe(200);
        (await Admin.PostAsync("users/keeper/server")).ShouldBe(201);
        File.ReadAllText(Path.Combine(folder, "asked")).ShouldBe(
            """{"hook":"auth_state","user":"keeper","server_name":"","user_options":null,"groups":[],"failure":null,"auth_state":{"token":"t-1"}}""");
        var variables = spawner.Requests[^1].Environment.VariablesAt("127.0.0.1", 1);
        (variables["TOKEN"], variables["LAST"]).ShouldBe(("t-1", "pre_spawn"));
        (await Admin.PostAsync("users/nothing/server")).ShouldBe(201);
        File.ReadAllText(Path.Combine(folder, "asked")).ShouldEndWith("\"auth_state\":null}");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Authenticator = basis.Authenticator with { EnableAuthState = true },
        Crypt = new CryptOptions { Keys = [new string('a', 64)] },
        Hooks = new HookOptions
        {
            AuthStateCommand =
            [
                "sh", "-c",
                $$$"""
                tee '{{{folder}}}/asked' | sed -n 's/.*"token":"\([^"]*\)".*/{"environment": {"TOKEN": "\1", "LAST": "auth_state"}}/p'
                """,
            ],
            PreSpawnCommand = ["sh", "-c", """grep -q auth_state && exit 1; echo '{"environment": {"LAST": "pre_spawn"}}'"""],
        },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = base.SpawnerOn(machine);
}
