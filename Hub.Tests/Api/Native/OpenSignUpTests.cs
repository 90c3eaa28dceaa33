using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators.Native;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>Accounts that can be used at once, with second factors and a lock after failures.</summary>
public sealed class OpenSignUpTests : NativeFixture
{
    protected override NativeOptions Native => new()
    {
        OpenSignup = true,
        Allow2Fa = true,
        AllowedFailedLogins = 3,
        SecondsBeforeNextTry = TimeSpan.FromHours(1),
    };

    [Test]
    public async Task Who_signs_up_logs_in()
    {
        using var signedUp = await SignUpAsync("ann");
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Redirect);
        using var page = await new PageClient(App.Port).GetAsync("/hub/login");
        (await page.TextAsync()).ShouldContain("href=\"/hub/signup\"");
    }

    [Test]
    public async Task A_user_who_is_there_already_cannot_be_taken_over()
    {
        await UsersAsync("ben");
        using var signedUp = await SignUpAsync("Ben");
        signedUp.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ben")).ShouldBe(HttpStatusCode.Forbidden);
        using var administrator = await SignUpAsync("admin");
        (await LoginAsync("admin")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_second_factor_is_asked_for_and_each_code_works_once()
    {
        using var signedUp = await SignUpAsync("cas", more: ("2fa", "true"));
        var secret = FromBase32(Regex.Match(await signedUp.TextAsync(), "id=\"otp-secret\">([A-Z2-7]+)<").Groups[1].Value);
        (await LoginAsync("cas")).ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("cas", otp: "000000")).ShouldBe(HttpStatusCode.Forbidden);
        var code = Totp.Code(secret, App.Clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds() / 30);
        (await LoginAsync("cas", "wrong", code)).ShouldBe(HttpStatusCode.Forbidden);
        App.Clock.Advance(TimeSpan.FromHours(1));
        code = Totp.Code(secret, App.Clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds() / 30);
        (await LoginAsync("cas", otp: code)).ShouldBe(HttpStatusCode.Redirect);
        var authenticator = App.Get<Hub.Domain.Authenticators.IAuthenticator>();
        (await authenticator.AuthenticateAsync(new Hub.Domain.Authenticators.Credentials("cas", Good, code), default)).ShouldBeNull();
    }

    [Test]
    public async Task Failures_lock_an_account_on_every_hub_for_a_while()
    {
        using var signedUp = await SignUpAsync("dee");
        for (var i = 0; i < 3; i++)
            (await LoginAsync("dee", "wrong")).ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("dee")).ShouldBe(HttpStatusCode.Forbidden);
        await using (var other = await HubApplication.StartAsync(Configured(Basis), beside: App))
        {
            var there = other.Get<Hub.Domain.Authenticators.IAuthenticator>();
            (await there.AuthenticateAsync(new Hub.Domain.Authenticators.Credentials("dee", Good), default)).ShouldBeNull();
        }

        (await Admin.GetAsync("native/accounts/dee")).Json["locked_until"]!.Type.ShouldNotBe(Newtonsoft.Json.Linq.JTokenType.Null);
        App.Clock.Advance(TimeSpan.FromHours(1));
        (await LoginAsync("dee")).ShouldBe(HttpStatusCode.Redirect);
        (await LoginAsync("dee", "wrong")).ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("dee")).ShouldBe(HttpStatusCode.Redirect);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }
}
