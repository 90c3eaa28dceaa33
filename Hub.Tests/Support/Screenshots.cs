using Microsoft.Playwright;

namespace Hub.Tests.Support;

/// <summary>The pictures of the documentation, taken where a test has the page on the screen, when UPDATE_SCREENSHOTS is set.</summary>
public static class Screenshots
{
    public static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") is not { Length: > 0 })
            return;
        await page.SetViewportSizeAsync(960, 420);
        await page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryFolder.Path, "docs", "images", name + ".png") });
    }
}
