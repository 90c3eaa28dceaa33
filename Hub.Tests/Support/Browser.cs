using Hub.Tests.Support.Secrets;
using Microsoft.Playwright;

namespace Hub.Tests.Support;

/// <summary>The one Chromium of a test run, started by the first test that needs it; each test gets a context of its own.</summary>
public static class Browser
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static Lazy<Task<(IPlaywright Driver, IBrowser Chromium)>> shared = new(LaunchAsync);

    /// <summary>A fresh context (cookies, storage), closed by whoever asked; skips the test where there is no Chromium.</summary>
    public static async Task<IBrowserContext> ContextAsync(BrowserNewContextOptions? options = null)
    {
        if (Array.Find(Programs, File.Exists) is null)
            throw Peers.Missing("chromium", "no Chromium is installed (apt-get install chromium)");
        var context = await (await shared.Value).Chromium.NewContextAsync(options);
        // What pages say into the console of their browser is a log too.
        context.Console += (_, message) => LeakedSecrets.Note("the console of a page", message.Text);
        context.WebError += (_, failed) => LeakedSecrets.Note("an error of a page", failed.Error);
        return context;
    }

    internal static async Task StopAsync()
    {
        if (!shared.IsValueCreated)
            return;
        var (driver, chromium) = await shared.Value;
        await chromium.CloseAsync();
        driver.Dispose();
        shared = new(LaunchAsync);
    }

    private static async Task<(IPlaywright, IBrowser)> LaunchAsync()
    {
        var driver = await Playwright.CreateAsync();
        // Chromium's own sandbox does not work for root nor in most containers; the pages are ours.
        var chromium = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Array.Find(Programs, File.Exists),
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        return (driver, chromium);
    }
}
