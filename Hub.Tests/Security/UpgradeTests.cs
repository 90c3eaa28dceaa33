using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>A request to change protocols, as a WebSocket begins, is asked who it is like any other.</summary>
public sealed class UpgradeTests : ApiFixture
{
    private static readonly (string, string)[] s_upgrade =
    [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-Fetch-Mode", "websocket"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"),
    ];

    [TestCase("user")]
    [TestCase("users")]
    [TestCase("users/admin")]
    [TestCase("users/admin/server/progress")]
    [TestCase("users/admin/tokens")]
    [TestCase("proxy")]
    [TestCase("audit")]
    [Advisory("CVE-2024-28179")]
    public async Task Nobody_gets_at_the_API_by_it(string path)
    {
        var plain = await Nobody.GetAsync(path);
        var upgraded = await Nobody.GetAsync(path, s_upgrade);
        upgraded.Status.ShouldBe(plain.Status);
        upgraded.Status.ShouldBeOneOf(403, 404);
    }

    [TestCase("/hub/home")]
    [TestCase("/hub/spawn")]
    [TestCase("/hub/admin")]
    [TestCase("/hub/user/admin/api/kernels")]
    [Advisory("CVE-2024-28179")]
    public async Task Nobody_gets_at_a_page_by_it(string path)
    {
        using var browser = new PageClient(App.Port);
        using var plain = await browser.GetAsync(path);
        using var upgraded = await browser.GetAsync(path, s_upgrade);
        upgraded.StatusCode.ShouldBe(plain.StatusCode);
        upgraded.Place().ShouldBe(plain.Place());
    }

    [Test, Advisory("CVE-2024-28179")]
    public async Task A_token_without_scopes_gets_no_further_by_it()
    {
        await UsersAsync("small");
        var small = await ClientAsync("small", "read:users!user");
        (await small.GetAsync("users/admin", s_upgrade)).ShouldFail(404);
        (await small.GetAsync("users/small", s_upgrade)).Status.ShouldBe(200);
    }
}
