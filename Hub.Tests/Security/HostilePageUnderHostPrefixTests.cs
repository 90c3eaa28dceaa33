namespace Hub.Tests.Security;

/// <summary>Each user has a host, and the cookie of the login cannot be set from any but the hub's.</summary>
public sealed class HostilePageUnderHostPrefixTests() : HostilePageTests(hasSubdomains: true, hasPrefix: true)
{
    [Test]
    public async Task Nothing_it_plants_signs_in_somebody_who_is_not_signed_in()
    {
        var planted = await Place.LoginOfMalloryAsync();
        await InACopyAsync();
        // Gone from this browser alone: a logout would end Ada's session for the other tests too.
        await Page.Context.ClearCookiesAsync();
        (await UserAsync()).ShouldBe("");
        await Page.GotoAsync(Place.Hostile);
        await PlantAsync("jupyterhub-hub-login", planted);
        await PlantAsync("__Host-jupyterhub-hub-login", planted);
        (await UserAsync()).ShouldBe("");
    }
}
