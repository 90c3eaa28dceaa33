using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Proxy.Tls;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>Whoever signs up with an address that the operator trusts activates the account with a link in a mail.</summary>
public sealed class SelfApprovalTests : NativeFixture
{
    private MailServer mail = null!;

    protected override NativeOptions Native => new()
    {
        AllowSelfApprovalFor = @"[a-z+]+@uni\.example",
        SelfApprovalEmail = ["hub@uni.example", "Your account", "Hello,\nclick {approval_url} now"],
        SelfApprovalServer = new Dictionary<string, string> { ["url"] = $"smtp://127.0.0.1:{mail.Port}" },
    };

    protected override HubConfiguration Configured(HubConfiguration basis)
    {
        mail = new MailServer();
        var configuration = base.Configured(basis);
        return configuration with { Urls = configuration.Urls with { PublicUrl = "http://hub.uni.example/" } };
    }

    [OneTimeTearDown]
    public async Task StopMail() => await mail.DisposeAsync();

    [Test]
    public async Task The_link_of_the_mail_activates_the_account_once_and_with_a_click()
    {
        var code = await SignedUpAsync("ann", "ann@uni.example");
        var sent = mail.Mails[^1];
        sent.ShouldSatisfyAllConditions(
            text => text.ShouldContain("MAIL FROM:<hub@uni.example>"), text => text.ShouldContain("RCPT TO:<ann@uni.example>"), text => text.ShouldContain("Subject: Your account"));
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Forbidden);
        using var browser = new PageClient(App.Port);
        using var looked = await browser.GetAsync($"/hub/confirm?code={code}");
        looked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Forbidden);
        (await ConfirmAsync("made up")).ShouldBe(HttpStatusCode.BadRequest);
        (await ConfirmAsync(code)).ShouldBe(HttpStatusCode.OK);
        (await LoginAsync("ann")).ShouldBe(HttpStatusCode.Redirect);
        (await ConfirmAsync(code)).ShouldBe(HttpStatusCode.BadRequest);
        App.Log.Text.ShouldNotContain(code);
    }

    [TestCase("cas", "cas@uni.example.evil.example")]
    [TestCase("dee", "x@other.example@uni.example")]
    [TestCase("eve", "eve@UNI.example")]
    [TestCase("admin", "admin@uni.example")]
    [TestCase("root", "root@uni.example")]
    public async Task Whoever_it_is_not_for_waits_for_an_administrator_and_is_told_the_same(string name, string address)
    {
        var before = mail.Mails.Count;
        using var other = await SignUpAsync(name, more: ("email", address));
        using var good = await SignUpAsync($"after{name}", more: ("email", $"after{name}@uni.example"));
        (await other.TextAsync()).Split("signed-up")[1].ShouldBe((await good.TextAsync()).Split("signed-up")[1]);
        // Mails go out one after the other, so the first is not to come any more.
        await Eventually.True(() => mail.Mails.Count > before);
        mail.Mails.Skip(before).ShouldHaveSingleItem().ShouldContain($"after{name}@uni.example");
    }

    [Test]
    public async Task A_user_who_is_there_already_is_taken_over_by_nobody_s_mail()
    {
        await UsersAsync("fay");
        var before = mail.Mails.Count;
        using var signedUp = await SignUpAsync("fay", more: ("email", "mallory@uni.example"));
        await SignedUpAsync("gil", "gil@uni.example");
        mail.Mails.Count.ShouldBe(before + 1);
    }

    [Test]
    public async Task A_link_is_good_for_a_quarter_of_an_hour_and_no_longer_than_an_administrator_wants()
    {
        var late = await SignedUpAsync("hal", "hal@uni.example");
        App.Clock.Advance(TimeSpan.FromMinutes(15));
        (await ConfirmAsync(late)).ShouldBe(HttpStatusCode.BadRequest);
        var suspended = await SignedUpAsync("ida", "ida@uni.example");
        (await Admin.PatchAsync("native/accounts/ida", "{\"is_authorized\": false}")).Status.ShouldBe(200);
        (await ConfirmAsync(suspended)).ShouldBe(HttpStatusCode.BadRequest);
        (await LoginAsync("ida")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Nobody_s_mailbox_is_filled()
    {
        var before = mail.Mails.Count;
        for (var i = 0; i < 6; i++)
            (await SignUpAsync($"flood{i}", more: ("email", i % 2 == 0 ? "jan@uni.example" : "jan+x@uni.example"))).Dispose();
        await SignedUpAsync("kim", "kim@uni.example");
        mail.Mails.Skip(before).Count(text => text.Contains("RCPT TO:<jan@uni.example>")).ShouldBe(3);
        for (var i = 0; i < 3; i++)
            (await SignUpAsync($"more{i}", more: ("email", "jan@uni.example"))).Dispose();
        await SignedUpAsync("lea", "lea@uni.example");
        mail.Mails.Skip(before).Count(text => text.Contains("RCPT TO:<jan@uni.example>")).ShouldBe(3);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_mail_server_that_wants_a_password_gets_it_encrypted_and_only_if_it_is_known(bool atOnce)
    {
        using var authority = new TestCertificates();
        using var certificate = authority.Load(authority.Issue("mail", "127.0.0.1"));
        await using var server = new MailServer(certificate, atOnce);
        var given = new Dictionary<string, string>
        {
            ["url"] = atOnce ? $"127.0.0.1:{server.Port}" : $"smtp://127.0.0.1:{server.Port}",
            ["usr"] = "hub",
            ["pwd"] = "the password of the mail server",
        };
        foreach (var trusts in new[] { false, true })
        {
            if (trusts)
                given["ca_certs"] = authority.Authority;
            var log = new RecordingLogger();
            var configuration = new HubConfiguration
            {
                Authenticator = new() { AuthenticatorClass = "native" },
                Native = Native with { SelfApprovalServer = given },
            };
            await using var mails = new ApprovalMails(new NativeRealm(configuration, new(new Dictionary<string, string>(), "")), new Typed(log));
            mails.Send("ann", "ann@uni.example", "https://hub.uni.example/hub/confirm#the-code-of-the-link");
            await Eventually.True(() => log.Text.Contains(trusts ? "is sent" : "could not be sent"));
            log.Text.ShouldNotContain("the-code-of-the-link");
            log.Text.ShouldNotContain("the password of the mail server");
        }

        server.Logins.ShouldBe(["hub the password of the mail server"]);
        server.Mails.ShouldHaveSingleItem();
    }

    [Test]
    public async Task Without_encryption_no_password_is_sent()
    {
        var log = new RecordingLogger();
        var given = new Dictionary<string, string> { ["url"] = $"smtp://127.0.0.1:{mail.Port}", ["usr"] = "hub", ["pwd"] = "secret" };
        var configuration = new HubConfiguration { Authenticator = new() { AuthenticatorClass = "native" }, Native = Native with { SelfApprovalServer = given } };
        await using var mails = new ApprovalMails(new NativeRealm(configuration, new(new Dictionary<string, string>(), "")), new Typed(log));
        mails.Send("ann", "ann@uni.example", "link");
        await Eventually.True(() => log.Text.Contains("could not be sent"));
        mail.Logins.ShouldBeEmpty();
    }

    [TestCase("\"allow_self_approval_for\": \".*\"", "JupyterHub.public_url is not")]
    [TestCase("\"allow_self_approval_for\": \"(\"", "is not a regular expression")]
    [TestCase("\"self_approval_email\": [\"a@b\", \"c\", \"no link\"]", "is no mail")]
    [TestCase("\"self_approval_server\": {\"usr\": \"x\"}", "has only one of usr and pwd")]
    [TestCase("\"self_approval_server\": {\"url\": \"http://x\"}", "none of a mail server")]
    [TestCase("\"self_approval_server\": {\"url\": \"x\", \"password\": \"y\"}", "has the key password")]
    public void What_cannot_be_stops_the_start(string trait, string why) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "native"}, "NativeAuthenticator": { {{{trait}}} }}""")
            .Mistakes.Lines().ShouldContain(line => line.Contains(why));

    /// <summary>Signs up, and gives the code of the link that came.</summary>
    private async Task<string> SignedUpAsync(string name, string address)
    {
        using var signedUp = await SignUpAsync(name, more: ("email", address));
        signedUp.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.True(() => mail.Mails.Any(text => text.Contains($"RCPT TO:<{address}>")));
        var text = mail.Mails.Last(text => text.Contains($"RCPT TO:<{address}>")).Replace("=\r\n", "").Replace("=\n", "").Replace("=3D", "=");
        return Regex.Match(text, @"http://hub\.uni\.example/hub/confirm#(\S+)").Groups[1].Value;
    }

    private async Task<HttpStatusCode> ConfirmAsync(string code)
    {
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/confirm");
        using var answer = await browser.PostFormAsync("/hub/confirm", ("_xsrf", await PageClient.XsrfOf(page)), ("code", code));
        return answer.StatusCode;
    }

    private sealed class Typed(RecordingLogger log) : Microsoft.Extensions.Logging.ILogger<ApprovalMails>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => log.Log(logLevel, eventId, state, exception, formatter);
    }
}
