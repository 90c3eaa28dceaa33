namespace Hub.Tests.Support.Providers;

/// <summary>Walks a browser to a provider that asks nothing, and back.</summary>
public static class ExternalLoginSteps
{
    /// <summary>Where the provider sends the browser to.</summary>
    public static async Task<string> CallbackAsync(this PageClient browser, string query = "", string offer = "")
    {
        using var away = await browser.GetAsync($"/hub/{offer}oauth_login{query}");
        ((int)away.StatusCode).ShouldBe(302, await away.TextAsync());
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var back = await provider.GetAsync(away.Place());
        return new Uri(back.Headers.Location!.OriginalString).PathAndQuery;
    }

    /// <summary>The whole way; the answer is that to the callback.</summary>
    public static async Task<HttpResponseMessage> LoginElsewhereAsync(this PageClient browser, string query = "", string offer = "") =>
        await browser.GetAsync(await browser.CallbackAsync(query, offer));
}
