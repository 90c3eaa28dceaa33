using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Playwright;

namespace Hub.Tests.Api.Pages;

/// <summary>What the buttons for servers that are stuck, idle or fail do, in a real browser.</summary>
public sealed class OperatorPagesInBrowserTests : ApiFixture
{
    private MoodyStart spawner = null!;
    private IBrowserContext context = null!;
    private IPage page = null!;

    [SetUp]
    public async Task OpenPage()
    {
        spawner.Fails = false;
        context = await Browser.ContextAsync(new BrowserNewContextOptions { BaseURL = $"http://127.0.0.1:{App.Port}" });
        page = await context.NewPageAsync();
    }

    [TearDown]
    public async Task ClosePage() => await context.CloseAsync();

    [Test]
    public async Task The_button_on_the_home_page_keeps_an_idle_server()
    {
        await UsersAsync("dozer");
        (await Admin.PostAsync("users/dozer/server")).ShouldBe(201);
        await SignInAsync("dozer", "/hub/home");
        (await page.Locator("#will-stop").InnerTextAsync()).ShouldContain("It was not used for ");
        await page.Locator("#will-stop .keep-server").ClickAsync();
        var kept = await Eventually.Until(() => Admin.GetAsync("users/dozer/server/keep"), answer => answer.Json.Value<DateTime?>("keep_until") is not null);
        kept.Json.Value<DateTime>("keep_until").ShouldBeGreaterThan(DateTime.UtcNow);
        // It has nothing more to warn of.
        await page.Locator("#will-stop").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Test]
    public async Task The_button_of_the_admin_page_resets_a_server_after_a_question()
    {
        await UsersAsync("stucky");
        (await Admin.PostAsync("users/stucky/server")).ShouldBe(201);
        await SignInAsync("admin", "/hub/admin");
        await page.Locator("tr[data-user=stucky] .reset-server").ClickAsync();
        await page.Locator("#confirm-question", new() { HasText = "Reset the server of stucky?" }).WaitForAsync();
        await page.Locator("#confirm-dialog button[value=yes]").ClickAsync();
        await Eventually.True(async () => (await Admin.GetAsync("users/stucky/server")).Json.Value<bool>("stopped"));
        (await Admin.GetAsync("users/stucky/server/history")).Json[0]!.Value<string>("cause").ShouldBe("It was reset by admin");
        await page.Locator("tr[data-user=stucky] .start-server").WaitForAsync();
    }

    [Test]
    public async Task The_admin_page_says_when_starts_are_refused_and_admits_them_again()
    {
        await UsersAsync("trier");
        spawner.Fails = true;
        for (var time = 0; time < 2; time++)
            (await Admin.PostAsync("users/trier/server")).Status.ShouldBe(500);
        await SignInAsync("admin", "/hub/admin");
        await page.Locator("#start-failures-text", new() { HasText = "the last 2 have failed. The latest was trier: I don't work!" }).WaitForAsync();
        await page.Locator("#clear-start-failures").ClickAsync();
        await page.Locator("#start-failures").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        spawner.Fails = false;
        (await Admin.PostAsync("users/trier/server")).ShouldBe(201);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        IdleCuller = new IdleCullerOptions { Timeout = 600, CullEvery = TimeSpan.FromHours(1) },
        Spawner = new SpawnerOptions { ConsecutiveFailureLimit = 2 },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new MoodyStart(machine);

    private async Task SignInAsync(string name, string next)
    {
        await page.GotoAsync(next);
        await page.GetByLabel("Username:").FillAsync(name);
        await page.GetByLabel("Password:").FillAsync("password");
        await page.ClickAsync("#login_submit");
        await page.ArriveAtAsync($"**{next}");
    }

    private sealed class MoodyStart(TinyServers machine) : TinySpawner(machine)
    {
        public bool Fails { get; set; }

        protected override Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) =>
            Fails ? throw new SpawnFailedException("I don't work!") : Task.CompletedTask;
    }
}
