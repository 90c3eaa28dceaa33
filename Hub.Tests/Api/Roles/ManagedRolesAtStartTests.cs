using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Roles;

/// <summary>What a start does with the roles an authenticator made and gave; each hub is a later start on the same database.</summary>
public sealed class ManagedRolesAtStartTests
{
    [Test]
    public async Task A_start_keeps_what_the_authenticator_gave_and_a_reset_takes_back_what_is_stale()
    {
        await using var first = await StartAsync(null, reset: false);
        var (users, roles) = (first.Get<IUserStore>(), first.Get<IRoleStore>());
        await users.CreateAsync(["ann", "ben"], admin: false, default);
        foreach (var name in new[] { "ann", "ben" })
        {
            await roles.SetManagedAsync((await users.FindAsync(name, default))!.Id,
            [
                new RoleDefinition { Name = "reader" },
                new RoleDefinition { Name = "open-role", Scopes = ["read:hub"], Groups = ["crew"], Services = ["robot"] },
                new RoleDefinition { Name = "listed-role", Scopes = ["read:hub"] },
                new RoleDefinition { Name = "stale-role", Scopes = ["read:hub"] },
            ], [], default);
        }

        // The holder of a role of load_roles has it from the authenticator, not from a list.
        await using (var again = await StartAsync(first, reset: false))
            (await RolesOf(again, "ann")).ShouldBe(["reader", "open-role", "listed-role", "stale-role", "user"], ignoreOrder: true);

        RoleDefinition[] managed =
        [
            new() { Name = "open-role", Scopes = ["read:hub"] },
            new() { Name = "listed-role", Scopes = ["read:metrics"], Users = ["Ann", "new"], Groups = ["crew"] },
        ];
        await using var reset = await StartAsync(first, reset: true, managed);
        (await RolesOf(reset, "ann")).ShouldBe(["open-role", "listed-role", "user"], ignoreOrder: true);
        (await RolesOf(reset, "ben")).ShouldBe(["open-role", "user"], ignoreOrder: true);
        (await RolesOf(reset, "new")).ShouldBe(["listed-role", "user"], ignoreOrder: true);
        (await reset.Get<IRoleStore>().FindAsync("stale-role", default)).ShouldBeNull();
        (await reset.Get<IRoleStore>().FindSnapshotAsync("open-role", default))!.Services.ShouldBeEmpty();
        var listed = (await reset.Get<IRoleStore>().FindSnapshotAsync("listed-role", default))!;
        (listed.Role.Scopes.Single(), listed.Groups.Single()).ShouldBe(("read:metrics", "crew"));
    }

    private static async Task<HubApplication> StartAsync(HubApplication? beside, bool reset, params RoleDefinition[] managed) => await HubApplication.StartAsync(
        new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions
            {
                AuthenticatorClass = "dummy",
                ManageRoles = true,
                ManagedRoles = managed,
                ResetManagedRolesOnStartup = reset,
            },
            Roles = new RoleOptions { LoadRoles = [new RoleDefinition { Name = "reader", Scopes = ["read:users"] }] },
            Services = new ServiceOptions { Services = [new ServiceDefinition { Name = "robot" }] },
        },
        beside: beside);

    private static async Task<IReadOnlyList<string>> RolesOf(HubApplication hub, string name) =>
        (await hub.Get<IUserSnapshots>().FindAsync(name, false, default))!.Roles;
}
