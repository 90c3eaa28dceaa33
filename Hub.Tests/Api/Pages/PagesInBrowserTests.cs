using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;

namespace Hub.Tests.Api.Pages;

/// <summary>The scripts of the pages, in a real browser that lets nothing run but what the hub serves as a file.</summary>
public sealed class PagesInBrowserTests
{
    private readonly List<string> complaints = [];
    private readonly TinyServers machine = new();
    private HubApplication hub = null!;
    private IBrowserContext context = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        hub = await HubApplication.StartAsync(
            new HubConfiguration
            {
                Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy", AdminUsers = new HashSet<string> { "chief" } },
                Servers = new ServerOptions { AllowNamedServers = true },
                Pages = new PageOptions
                {
                    Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = "default-src 'self'; form-action 'self'" },
                },
            },
            services => services.Replace(ServiceDescriptor.Singleton<ISpawner>(new NeverSpawner(machine))));
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        await hub.DisposeAsync();
        await machine.DisposeAsync();
    }

    [SetUp]
    public async Task OpenPage()
    {
        complaints.Clear();
        context = await Browser.ContextAsync(new BrowserNewContextOptions { BaseURL = $"http://127.0.0.1:{hub.Port}" });
        page = await context.NewPageAsync();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy"))
                complaints.Add(message.Text);
        };
    }

    [TearDown]
    public async Task ClosePage()
    {
        await context.CloseAsync();
        complaints.ShouldBeEmpty();
    }

    [Test]
    public async Task A_user_signs_in_makes_a_token_and_revokes_it()
    {
        await SignInAsync("ada", "/hub/token");
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync("for my script");
        await page.GetByLabel("Permissions", new() { Exact = true }).FillAsync("read:users:name!user");
        await page.GetByRole(AriaRole.Button, new() { Name = "Request new API token" }).ClickAsync();
        var token = await Eventually.Until(() => page.Locator("#token-result").TextContentAsync(), text => text is { Length: >= 40 });
        using var program = new PageClient(hub.Port);
        using var before = await program.GetAsync("/hub/api/user", ("Authorization", $"token {token}"));
        before.IsSuccessStatusCode.ShouldBeTrue();
        await page.ReloadAsync();
        var row = page.Locator("#api-tokens-table tr", new() { HasText = "for my script" });
        await row.GetByRole(AriaRole.Button, new() { Name = "revoke" }).ClickAsync();
        await row.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        using var after = await program.GetAsync("/hub/api/user", ("Authorization", $"token {token}"));
        after.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Test]
    public async Task A_button_signs_out_everywhere()
    {
        await using var elsewhere = await Browser.ContextAsync(new BrowserNewContextOptions { BaseURL = $"http://127.0.0.1:{hub.Port}" });
        var other = await elsewhere.NewPageAsync();
        foreach (var one in new[] { page, other })
        {
            await one.GotoAsync("/hub/login?next=/hub/home");
            await one.FillAsync("#username_input", "wanderer");
            await one.FillAsync("#password_input", "password");
            await one.ClickAsync("#login_submit");
            await one.ArriveAtAsync("**/hub/home");
        }

        await page.GotoAsync("/hub/token");
        await page.ClickAsync("#sign-out-everywhere");
        await page.ArriveAtAsync("**/hub/login**");
        foreach (var one in new[] { page, other })
        {
            await one.GotoAsync("/hub/home");
            one.Url.ShouldContain("/hub/login");
        }
    }

    [Test]
    public async Task A_start_shows_its_progress_and_can_be_stopped_from_the_home_page()
    {
        await SignInAsync("bob", "/hub/home");
        await page.ClickAsync("#start");
        await page.ArriveAtAsync("**/hub/spawn-pending/bob");
        await Eventually.Until(() => page.Locator("#progress-message").TextContentAsync(), text => text is { Length: > 0 });
        await Screenshots.KeepAsync(page, "spawn-pending");
        await page.GotoAsync("/hub/home");
        await page.ClickAsync("#stop");
        await page.GetByRole(AriaRole.Link, new() { Name = "Start My Server" }).WaitForAsync();
    }

    [Test]
    public async Task A_named_server_is_added_stopped_and_deleted()
    {
        await SignInAsync("carl", "/hub/home");
        await page.FillAsync("#new-server-name", "lab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add New Server" }).ClickAsync();
        await page.ArriveAtAsync("**/hub/spawn-pending/carl/lab");
        await page.GotoAsync("/hub/home");
        await page.ClickAsync("#stop-lab");
        await page.ClickAsync("#delete-lab");
        await page.Locator("[data-server-name=lab]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Test]
    public async Task An_admin_looks_after_users_and_groups()
    {
        await SignInAsync("chief", "/hub/admin");
        await page.ClickAsync("#add-users-open");
        await page.FillAsync("#add-users-names", "dora\nemil");
        await page.Locator("#add-users-form").GetByRole(AriaRole.Button, new() { Name = "Add Users" }).ClickAsync();
        var dora = page.Locator(".user-row[data-user=dora]");
        await dora.WaitForAsync();
        await dora.GetByRole(AriaRole.Button, new() { Name = "Edit User" }).ClickAsync();
        await page.CheckAsync("#edit-user-admin");
        await page.ClickAsync("#edit-user-form button[type=submit]");
        await dora.GetByText("admin", new() { Exact = true }).WaitForAsync();
        (await hub.Get<IUserStore>().FindAsync("dora", default))!.Admin.ShouldBeTrue();

        await page.FillAsync("#user-search", "emi");
        await Eventually.Until(() => page.Locator(".user-row").CountAsync(), count => count == 1);
        await page.Locator(".user-row[data-user=emil]").GetByRole(AriaRole.Button, new() { Name = "Delete User" }).ClickAsync();
        await page.Locator("#confirm-dialog").GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await Eventually.Until(() => page.Locator(".user-row").CountAsync(), count => count == 0);

        await page.FillAsync("#new-group-name", "class");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create Group" }).ClickAsync();
        var group = page.Locator(".group-row[data-group=class]");
        await group.GetByLabel("Add a user to class").FillAsync("dora");
        await group.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await group.GetByLabel("Remove dora from class").ClickAsync();
        await group.GetByLabel("Remove dora from class").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await group.GetByRole(AriaRole.Button, new() { Name = "Delete Group" }).ClickAsync();
        await page.Locator("#confirm-dialog").GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await group.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private async Task SignInAsync(string name, string next)
    {
        await page.GotoAsync(next);
        await page.GetByLabel("Username:").FillAsync(name);
        await page.GetByLabel("Password:").FillAsync("x");
        await page.ClickAsync("#login_submit");
        await page.ArriveAtAsync($"**{next}");
    }
}
