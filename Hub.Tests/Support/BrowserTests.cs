namespace Hub.Tests.Support;

public sealed class BrowserTests
{
    [Test]
    public async Task A_page_opens_and_each_context_has_cookies_of_its_own()
    {
        await using var one = await Browser.ContextAsync();
        await using var two = await Browser.ContextAsync();
        await one.AddCookiesAsync([new() { Name = "a", Value = "1", Url = "http://127.0.0.1/" }]);
        (await two.CookiesAsync()).ShouldBeEmpty();
        var page = await one.NewPageAsync();
        await page.GotoAsync("data:text/html,<title>hello</title><script>document.title += ' ' + 6 * 7</script>");
        (await page.TitleAsync()).ShouldBe("hello 42");
    }
}
