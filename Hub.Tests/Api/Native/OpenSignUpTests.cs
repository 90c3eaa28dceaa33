using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>Accounts that can be used at once, with second factors and a lock after failures.</summary>
public sealed class OpenSignUpTests : NativeFixture
{
    protected override HubConfiguration Configured(HubConfiguration basis) =>
        base.Configured(basis) with { Crypt = new CryptOptions { Keys = [new string('c', 64)] } };

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
        var secret = await WithFactorAsync("cas");
        (await LoginAsync("cas")).ShouldBe(HttpStatusCode.Forbidden);
        (await LoginAsync("cas", otp: "000000")).ShouldBe(HttpStatusCode.Forbidden);
        var code = NextCode(secret);
        (await LoginAsync("cas", "wrong", code)).ShouldBe(HttpStatusCode.Forbidden);
        App.Clock.Advance(TimeSpan.FromHours(1));
        code = NextCode(secret);
        (await LoginAsync("cas", otp: code)).ShouldBe(HttpStatusCode.Redirect);
        var authenticator = App.Get<Hub.Domain.Authenticators.IAuthenticator>();
        (await authenticator.AuthenticateAsync(new Hub.Domain.Authenticators.Credentials("cas", Good, code), default)).ShouldBeNull();
    }

    [Test]
    public async Task The_key_of_a_second_factor_is_not_in_the_database_as_it_is()
    {
        var secret = await WithFactorAsync("fay");
        var kept = (await App.Get<INativeAccountStore>().FindAsync("fay", default))!.OtpSecret!;
        kept.AsSpan().IndexOf(secret).ShouldBe(-1);
        // As a hub without keys, or with older ones, has left it: the next login encrypts it.
        await App.Get<INativeAccountStore>().SetOtpSecretAsync("fay", secret, default);
        (await LoginAsync("fay", otp: NextCode(secret))).ShouldBe(HttpStatusCode.Redirect);
        (await App.Get<INativeAccountStore>().FindAsync("fay", default))!.OtpSecret!.AsSpan().IndexOf(secret).ShouldBe(-1);
    }

    [Test]
    public async Task A_second_factor_whose_encryption_key_is_lost_is_still_one()
    {
        var secret = await WithFactorAsync("gil");
        await using var other = await HubApplication.StartAsync(
            Configured(Basis) with { Crypt = new CryptOptions { Keys = [new string('d', 64)] } }, beside: App);
        var there = other.Get<Hub.Domain.Authenticators.IAuthenticator>();
        (await there.AuthenticateAsync(new Hub.Domain.Authenticators.Credentials("gil", Good), default)).ShouldBeNull();
        var code = Totp.Code(secret, other.Clock.GetUtcNow().ToUnixTimeSeconds() / 30);
        (await there.AuthenticateAsync(new Hub.Domain.Authenticators.Credentials("gil", Good, code), default)).ShouldBeNull();
        other.Log.Text.ShouldContain("The second factor of 'gil' cannot be decrypted");
    }

    [Test]
    public async Task An_administrator_takes_a_lost_factor_away_and_can_give_none()
    {
        await WithFactorAsync("hal");
        (await Admin.PatchAsync("native/accounts/hal", "{\"has_otp\": true}")).ShouldFail(400, "has_otp cannot be set to true: a second factor is set up by the owner of the account");
        (await LoginAsync("hal")).ShouldBe(HttpStatusCode.Forbidden);
        var changed = await Admin.PatchAsync("native/accounts/hal", "{\"has_otp\": false}");
        changed.Json.Value<bool>("has_otp").ShouldBeFalse();
        (await LoginAsync("hal")).ShouldBe(HttpStatusCode.Redirect);
        await App.Get<Hub.Domain.Audit.AuditTrail>().FlushAsync(default);
        (await Admin.GetAsync("audit?kind=second-factor-removed")).Json["items"]!.ShouldHaveSingleItem()["object"]!.ToString().ShouldBe("user/hal");
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

    /// <summary>Signs up with a second factor, and gives its secret.</summary>
    private async Task<byte[]> WithFactorAsync(string name)
    {
        using var signedUp = await SignUpAsync(name, more: ("2fa", "true"));
        return FromBase32(Regex.Match(await signedUp.TextAsync(), "id=\"otp-secret\">([A-Z2-7]+)<").Groups[1].Value);
    }

    /// <summary>The code for the next login, before which the clock goes on.</summary>
    private string NextCode(byte[] secret) => Totp.Code(secret, App.Clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds() / 30);

    internal static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }
}
