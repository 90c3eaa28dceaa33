using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Microsoft.Playwright;

namespace Hub.Tests.Journeys;

/// <summary>What a hub is for, as a person meets it: Chromium, the proxy, the hub's OAuth provider and the real Jupyter server.</summary>
public sealed class BrowserMainJobTests
{
    // A Jupyter server needs some seconds to come up on a busy machine.
    private const float Patience = 90_000;

    private HubPlace place = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        var jupyter = Peers.Need("jupyterhub", "jupyterhub-singleuser");
        await Python.NeedAsync("jupyterhub");
        place = new HubPlace(("Spawner.cmd", new JsonArray(jupyter, "--allow-root")));
        await place.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        if (place is not null)
            await place.DisposeAsync();
    }

    [Test]
    public async Task From_the_front_page_a_user_gets_to_their_notebooks_others_do_not_and_a_logout_ends_it()
    {
        await using var adas = await OpenBrowserAsync();
        var ada = await adas.NewPageAsync();

        // The front page asks who is there, starts a server, and leads into it through the hub's own OAuth.
        await ada.GotoAsync("/");
        await SignInAsync(ada, "ada");
        await ada.ArriveAtAsync("**/user/ada/tree**", Patience);
        await ada.Locator("#notebook_list, #jupyter-main-app, .jp-FileBrowser").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        (await StatusAsync(ada, "/user/ada/api/status")).ShouldBe(200);

        // Somebody else, who asks for just that page, is asked to sign in, led back to it, and turned away there.
        await using var bobs = await OpenBrowserAsync();
        var bob = await bobs.NewPageAsync();
        await bob.GotoAsync("/user/ada/tree?from=bob");
        await SignInAsync(bob, "bob");
        await Eventually.Until(() => bob.Locator("body").InnerTextAsync(), text => text.Contains("403", StringComparison.Ordinal));
        (await StatusAsync(bob, "/user/ada/api/status")).ShouldBe(403);

        // Logging out of the hub is logging out of the Jupyter server too.
        await ada.GotoAsync("/hub/logout");
        await ada.ArriveAtAsync("**/hub/login*");
        (await StatusAsync(ada, "/user/ada/api/status")).ShouldBe(403);
        await ada.GotoAsync("/user/ada/tree");
        await ada.ArriveAtAsync("**/hub/login?next=*");

        // Whoever signs in again stands where they wanted to be; the server has been running on.
        await SignInAsync(ada, "ada");
        await ada.ArriveAtAsync("**/user/ada/tree**", Patience);
        (await StatusAsync(ada, "/user/ada/api/status")).ShouldBe(200);
    }

    [Test]
    public async Task A_link_into_a_server_that_is_not_running_leads_there_once_it_is()
    {
        await using var context = await OpenBrowserAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/hub/user-redirect/tree?sort=name");
        await SignInAsync(page, "cleo");
        await page.ArriveAtAsync("**/user/cleo/tree?sort=name", Patience);
        (await StatusAsync(page, "/user/cleo/api/status")).ShouldBe(200);
    }

    private Task<IBrowserContext> OpenBrowserAsync() => Browser.ContextAsync(new BrowserNewContextOptions { BaseURL = place.Url.ToString() });

    private static async Task SignInAsync(IPage page, string name)
    {
        await page.GetByLabel("Username:").FillAsync(name);
        await page.GetByLabel("Password:").FillAsync(HubPlace.Password);
        await page.ClickAsync("#login_submit");
    }

    /// <summary>What a script on the page gets for a request with the browser's cookies.</summary>
    private static async Task<int> StatusAsync(IPage page, string path) =>
        (await page.Context.APIRequest.GetAsync(path, new() { MaxRedirects = 0 })).Status;
}
