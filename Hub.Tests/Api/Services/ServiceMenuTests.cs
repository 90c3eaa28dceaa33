using Hub.Domain.Configuration;
using Hub.Domain.Services;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Services;

/// <summary>Which services a visitor finds in the menu of the pages.</summary>
public sealed class ServiceMenuTests : ApiFixture
{
    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Services = new ServiceOptions
        {
            Services =
            [
                .. basis.Services.Services,
                new() { Name = "shown", Url = "http://127.0.0.1:9" },
                new() { Name = "quiet", Url = "http://127.0.0.1:9", Display = false },
                new() { Name = "closed", Url = "http://127.0.0.1:9" },
                new() { Name = "nowhere" },
            ],
        },
        Roles = basis.Roles with
        {
            LoadRoles = [new() { Name = "user", Scopes = ["self", "access:services!service=shown", "access:services!service=quiet", "access:services!service=nowhere"] }],
        },
    };

    [Test]
    public async Task It_has_those_one_may_use_that_have_a_place_and_are_not_hidden()
    {
        using var browser = new PageClient(App.Port);
        using (await browser.LoginAsync("ada")) { }
        using var home = await browser.GetAsync("/hub/home");
        var html = await home.TextAsync();
        html.ShouldContain("href=\"/services/shown/\"");
        foreach (var other in new[] { "quiet", "closed", "nowhere", "robot" })
            html.ShouldNotContain($"/services/{other}");
    }

    [Test]
    public async Task What_is_told_of_one_is_kept()
    {
        (await Admin.PostAsync("services/told", """{"info": {"owner": "the lab", "since": 3}, "display": false}""")).Status.ShouldBe(201);
        var model = (await Admin.GetAsync("services/told")).Json;
        model["info"]!.ToString(Newtonsoft.Json.Formatting.None).ShouldBe("""{"owner":"the lab","since":3}""");
        model.Value<bool>("display").ShouldBeFalse();
    }
}
