using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>What a request says about the host it is for comes from outside, and decides nothing about where others are sent.</summary>
public sealed class HostHeaderTests : ApiFixture
{
    private static IEnumerable<TestCaseData> Lies()
    {
        foreach (var (name, value) in new[]
        {
            ("Host", "evil.example"), ("Host", "evil.example:80"), ("Host", "127.0.0.1@evil.example"), ("X-Forwarded-Host", "evil.example"),
            ("X-Host", "evil.example"), ("X-Original-Host", "evil.example"), ("Forwarded", "host=evil.example"), ("X-Forwarded-Server", "evil.example"),
            ("X-Original-URL", "/hub/admin"), ("X-Rewrite-URL", "/hub/admin"), ("X-Forwarded-Prefix", "//evil.example"),
        })
            yield return new TestCaseData(name, value).SetArgDisplayNames(name, value);
    }

    [TestCaseSource(nameof(Lies))]
    public async Task Nobody_is_sent_elsewhere_and_no_page_links_there(string header, string value)
    {
        using var browser = new PageClient(App.Port);
        foreach (var path in new[] { "/", "/hub/", "/hub/home", "/hub/spawn", "/hub/login", "/hub/logout", "/user/admin/", "/anything", "/hub/nowhere" })
        {
            using var answer = await browser.SendAsync(HttpMethod.Get, path, null, (header, value));
            if ((int)answer.StatusCode == 400)
                continue;
            (answer.Place() ?? "/").ShouldMatch(@"^(https://hub\.example\.org)?/([^/\\]|$)", path);
            (answer.Place() ?? "/").ShouldNotContain("evil");
            (await answer.TextAsync()).ShouldNotContain("evil.example", Case.Insensitive, path);
            if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
                cookies.ShouldAllBe(cookie => !cookie.Contains("evil", StringComparison.OrdinalIgnoreCase));
        }
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Urls = new HubUrlOptions { PublicUrl = "https://hub.example.org/" },
    };
}
