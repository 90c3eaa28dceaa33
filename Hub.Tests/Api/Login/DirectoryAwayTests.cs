using System.Net;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Ldap;
using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Login;

/// <summary>A directory that does not answer says nothing about anybody: no error page, no failed guess, and the reason in the log.</summary>
public sealed class DirectoryAwayTests
{
    private const string Sentence = "Logins cannot be checked at the moment";

    private HubApplication hub = null!;

    [OneTimeSetUp]
    public async Task StartHub() => hub = await HubApplication.StartAsync(new HubConfiguration
    {
        Authenticator = new AuthenticatorOptions { AuthenticatorClass = "ldap", AllowAll = true },
        Ldap = new LdapOptions { ServerAddress = ["127.0.0.1"], ServerPort = FreePort.Next(), BindDnTemplate = ["uid={username},dc=example"] },
    });

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [Test]
    public async Task The_form_says_so_and_the_log_says_why()
    {
        using var browser = new PageClient(hub.Port);
        using var answer = await browser.LoginAsync("ann", "the password");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.TextAsync()).ShouldContain($"role=\"alert\">{Sentence}");
        hub.Log.Text.ShouldContain("The login of 'ann' could not be decided: ");
        hub.Log.Text.ShouldNotContain("the password");
        hub.Log.Text.ShouldNotContain("Unexpected failure");
    }

    [Test]
    public async Task The_API_says_so()
    {
        using var client = new TokenClient(hub.Port);
        var answer = await client.PostAsync("users/ann/tokens", """{"auth": {"username": "ann", "password": "the password"}}""");
        answer.Status.ShouldBe(503);
        answer.Message.ShouldStartWith(Sentence);
    }

    [Test]
    public async Task It_counts_as_nobodys_failure()
    {
        for (var i = 0; i < 7; i++)
        {
            using var browser = new PageClient(hub.Port);
            using var answer = await browser.LoginAsync("eve", "the password");
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
    }
}
