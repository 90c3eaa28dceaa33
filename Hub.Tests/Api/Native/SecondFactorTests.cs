using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Native;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>Owners set up one-time passwords after they signed up, and do without them again.</summary>
public sealed class SecondFactorTests : NativeFixture
{
    protected override NativeOptions Native => new() { Allow2Fa = true };

    [Test]
    public async Task A_key_counts_once_its_owner_has_shown_a_code_of_it()
    {
        using var browser = await OwnerAsync("ann");
        using var wrong = await SendAsync(browser, ("deed", "begin"), ("password", "wrong"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.TextAsync()).ShouldNotContain("id=\"otp-secret\"");
        var (secret, pending) = await BeginAsync(browser);
        using var unproven = await SendAsync(browser, ("deed", "add"), ("pending", pending), ("otp", "000000"));
        unproven.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unproven.TextAsync()).ShouldContain("id=\"otp-secret\"");
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Redirect);

        var code = Code(secret);
        using var added = await SendAsync(browser, ("deed", "add"), ("pending", pending), ("otp", code));
        added.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await added.TextAsync()).ShouldNotContain(Totp.Shown(secret));
        (await App.Get<IAuthenticator>().AuthenticateAsync(new Credentials("ann", Good, code), default)).ShouldBeNull();
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("ann", otp: NextCode(secret))).ShouldBe(HttpStatusCode.Redirect);
        await App.Get<Hub.Domain.Audit.AuditTrail>().FlushAsync(default);
        (await Admin.GetAsync("audit?kind=second-factor-added")).Json["items"]!.ShouldContain(row => (string?)row["object"] == "user/ann" && (string?)row["who"] == "ann");
    }

    [Test]
    public async Task It_is_taken_away_with_the_password_and_a_code_and_a_code_works_once()
    {
        using var browser = await OwnerAsync("ben");
        var secret = await AddAsync(browser);
        using var another = await SendAsync(browser, ("deed", "begin"), ("password", Good));
        (await another.TextAsync()).ShouldContain("has a second factor already");
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        foreach (var (password, code) in new[] { ("wrong", Code(secret)), (Good, "000000"), (Good, "") })
        {
            using var refused = await SendAsync(browser, ("deed", "remove"), ("password", password), ("otp", code));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await LoginAsync("ben")).ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("ben", otp: NextCode(secret))).ShouldBe(HttpStatusCode.Redirect);
        using var used = await SendAsync(browser, ("deed", "remove"), ("password", Good), ("otp", Code(secret)));
        used.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        using var removed = await SendAsync(browser, ("deed", "remove"), ("password", Good), ("otp", Code(secret)));
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ben")).ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A_key_is_for_whom_it_was_shown_to_and_for_a_while()
    {
        using var browser = await OwnerAsync("cas");
        using var other = await OwnerAsync("mallory");
        var (secret, pending) = await BeginAsync(other);
        foreach (var foreign in new[] { pending, "made up", "" })
        {
            using var refused = await SendAsync(browser, ("deed", "add"), ("pending", foreign), ("otp", Code(secret)));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        App.Clock.Advance(TimeSpan.FromMinutes(16));
        using var late = await SendAsync(other, ("deed", "add"), ("pending", pending), ("otp", Code(secret)));
        (await late.TextAsync()).ShouldContain("It took too long. Begin again.");
        (await LoginAsync("mallory")).ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task It_needs_a_proof_and_an_account()
    {
        using var browser = await OwnerAsync("dee");
        using var bare = await browser.PostFormAsync("/hub/second-factor", ("deed", "begin"), ("password", Good));
        bare.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Admin.DeleteAsync("native/accounts/dee")).Status.ShouldBe(204);
        using var nobody = await new PageClient(App.Port).GetAsync("/hub/second-factor");
        nobody.Place().ShouldStartWith("/hub/login");
    }

    private async Task<PageClient> OwnerAsync(string name)
    {
        (await Admin.PostAsync($"native/accounts/{name}", $"{{\"password\": \"{Good}\"}}")).Status.ShouldBe(201);
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        var browser = new PageClient(App.Port);
        (await browser.LoginAsync(name, Good)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    private Task<byte[]> AddAsync(PageClient browser) => AddAsync(browser, App.Clock);

    /// <summary>Sets up one-time passwords for whoever is signed in, and gives their key.</summary>
    internal static async Task<byte[]> AddAsync(PageClient browser, TimeProvider clock)
    {
        var (secret, pending) = await BeginAsync(browser);
        using var added = await SendAsync(browser, ("deed", "add"), ("pending", pending), ("otp", Totp.Code(secret, clock.GetUtcNow().ToUnixTimeSeconds() / 30)));
        added.StatusCode.ShouldBe(HttpStatusCode.OK);
        return secret;
    }

    private static async Task<(byte[] Secret, string Pending)> BeginAsync(PageClient browser)
    {
        using var begun = await SendAsync(browser, ("deed", "begin"), ("password", Good));
        var html = await begun.TextAsync();
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (
            OpenSignUpTests.FromBase32(Regex.Match(html, "id=\"otp-secret\">([A-Z2-7]+)<").Groups[1].Value),
            WebUtility.HtmlDecode(Regex.Match(html, "name=\"pending\" value=\"([^\"]+)\"").Groups[1].Value));
    }

    private static async Task<HttpResponseMessage> SendAsync(PageClient browser, params (string, string)[] fields)
    {
        using var page = await browser.GetAsync("/hub/second-factor");
        return await browser.PostFormAsync("/hub/second-factor", [("_xsrf", await PageClient.XsrfOf(page)), .. fields]);
    }

    private string Code(byte[] secret) => Totp.Code(secret, App.Clock.GetUtcNow().ToUnixTimeSeconds() / 30);

    /// <summary>The code for the next login, before which the clock goes on.</summary>
    private string NextCode(byte[] secret) => Totp.Code(secret, App.Clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds() / 30);
}
