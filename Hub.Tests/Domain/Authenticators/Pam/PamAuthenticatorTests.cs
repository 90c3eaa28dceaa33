using System.Diagnostics;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Authenticators.Pam;

/// <summary>Logins of a real account through the machine's own PAM.</summary>
[NonParallelizable]
public sealed class PamAuthenticatorTests
{
    private const string Group = "hubtestgroup";

    // Debian's own rules, without the delay of failures.
    private const string Plain = "auth required pam_unix.so nodelay\naccount required pam_unix.so";

    private PamAccount account = null!;

    [OneTimeSetUp]
    public void MakeAccount() => account = PamAccount.Make(Group);

    [OneTimeTearDown]
    public void RemoveAccount()
    {
        if (account is null)
            return;
        account.Dispose();
        PamAccount.Run("groupdel", [Group]);
    }

    [Test]
    public async Task The_rules_of_login_let_an_account_in_with_its_password()
    {
        (await LoginAsync(new PamOptions(), PamAccount.Password)).ShouldNotBeNull().Name.ShouldBe(account.Name);
        (await LoginAsync(new PamOptions(), "wrong")).ShouldBeNull();
    }

    [TestCase("wrong")]
    [TestCase("")]
    [TestCase(PamAccount.Password + "\0")]
    public async Task Other_passwords_prove_nothing(string password) =>
        (await LoginAsync(new PamOptions { Service = account.Service(Plain) }, password)).ShouldBeNull();

    [Test]
    public async Task A_name_is_looked_up_in_lower_case()
    {
        using var authenticator = Made(new PamOptions { Service = account.Service(Plain) });
        var user = await authenticator.AuthenticateAsync(new Credentials(account.Name.ToUpperInvariant(), PamAccount.Password), default);
        user.ShouldNotBeNull().Name.ShouldBe(account.Name);
        (await authenticator.AuthenticateAsync(new Credentials("no such account", PamAccount.Password), default)).ShouldBeNull();
        (await authenticator.AuthenticateAsync(new Credentials("", PamAccount.Password), default)).ShouldBeNull();
    }

    [Test]
    public async Task The_one_time_password_answers_the_second_question()
    {
        // pam_ftp asks a question of its own and leaves the answer to the next module, for which it is the same password here.
        var options = new PamOptions
        {
            Service = account.Service(
            "auth required pam_unix.so nodelay\nauth [auth_err=ignore default=die] pam_ftp.so\nauth required pam_unix.so nodelay use_first_pass\n"
            + "account required pam_unix.so")
        };
        (await LoginAsync(options, PamAccount.Password, PamAccount.Password)).ShouldNotBeNull();
        (await LoginAsync(options, PamAccount.Password, "wrong")).ShouldBeNull();
        (await LoginAsync(options, PamAccount.Password)).ShouldBeNull();
    }

    [Test]
    public async Task An_account_that_has_expired_is_refused_unless_nobody_asks()
    {
        var service = account.Service(Plain);
        PamAccount.Run("chage", ["-E", "1", account.Name]);
        try
        {
            (await LoginAsync(new PamOptions { Service = service }, PamAccount.Password)).ShouldBeNull();
            (await LoginAsync(new PamOptions { Service = service, CheckAccount = false }, PamAccount.Password)).ShouldNotBeNull();
        }
        finally
        {
            PamAccount.Run("chage", ["-E", "-1", account.Name]);
        }
    }

    [Test]
    public async Task Groups_of_the_machine_let_in_and_make_admins()
    {
        var pam = new PamOptions { Service = account.Service(Plain) };
        var member = new LocalOptions { AllowedGroups = new HashSet<string> { "nosuchgroup", Group } };
        (await LoginAsync(pam, PamAccount.Password, local: member))!.Allowed.ShouldBeTrue();
        (await LoginAsync(pam, PamAccount.Password, local: new LocalOptions { AllowedGroups = new HashSet<string> { "root" } }))!.Allowed.ShouldBeFalse();
        (await LoginAsync(pam, PamAccount.Password))!.Admin.ShouldBeNull();
        (await LoginAsync(pam with { AdminGroups = new HashSet<string> { Group } }, PamAccount.Password))!.Admin.ShouldBe(true);
        (await LoginAsync(pam with { AdminGroups = new HashSet<string> { "root" } }, PamAccount.Password))!.Admin.ShouldBe(false);
        await Should.ThrowAsync<LoginUnavailableException>(
            () => LoginAsync(pam with { AdminGroups = new HashSet<string> { "nosuchgroup" } }, PamAccount.Password));
    }

    [Test]
    public async Task The_machine_may_say_what_the_account_is_called()
    {
        var options = new PamOptions { Service = account.Service(Plain), PamNormalizeUsername = true };
        (await LoginAsync(options, PamAccount.Password))!.Name.ShouldBe(account.Name);
    }

    [TestCase("latin1", "ü", true)]
    [TestCase("ascii", "ü", false)]
    [TestCase("latin1", "日", false)]
    public async Task What_the_encoding_cannot_say_is_refused(string encoding, string letter, bool said)
    {
        // The module does not look at the password, so only what cannot be said is refused.
        var options = new PamOptions { Service = account.Service("auth required pam_permit.so\naccount required pam_permit.so"), Encoding = encoding };
        (await LoginAsync(options, letter) is not null).ShouldBe(said);
    }

    [Test]
    public async Task A_slow_module_blocks_nobody_but_those_who_wait_for_it()
    {
        var slow = account.Service("auth required pam_exec.so /bin/sleep 2\naccount required pam_permit.so");
        using var authenticator = Made(new PamOptions { Service = slow, ExecutorThreads = 2 });
        var watch = Stopwatch.StartNew();
        var logins = Enumerable.Range(0, 4).Select(_ => authenticator.AuthenticateAsync(new Credentials(account.Name, "x"), default)).ToList();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await Task.WhenAll(logins)).ShouldAllBe(user => user != null);
        watch.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(3.5), TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task Of_too_many_logins_at_once_the_last_are_sent_away()
    {
        var slow = account.Service("auth required pam_exec.so /bin/sleep 2\naccount required pam_permit.so");
        using var authenticator = Made(new PamOptions { Service = slow, ExecutorThreads = 1 });
        using var giveUp = new CancellationTokenSource();
        var logins = Enumerable.Range(0, 40).Select(_ => authenticator.AuthenticateAsync(new Credentials(account.Name, "x"), giveUp.Token)).ToList();
        logins.Count(login => login.Exception?.InnerException is Hub.Domain.Errors.TooManyException).ShouldBeGreaterThan(20);
        await giveUp.CancelAsync();
        await Eventually.True(() => logins.All(login => login.IsCompleted));
    }

    private static PamAuthenticator Made(PamOptions options, LocalOptions? local = null) => new(
        options, local ?? new LocalOptions(), new AuthenticatorOptions(), new UserNames(new Dictionary<string, string>(), ""),
        new UnixGroups(NullLogger<UnixGroups>.Instance), NullLogger<PamAuthenticator>.Instance);

    private async Task<AuthenticatedUser?> LoginAsync(PamOptions options, string password, string? otp = null, LocalOptions? local = null)
    {
        using var authenticator = Made(options, local);
        return await authenticator.AuthenticateAsync(new Credentials(account.Name, password, otp), default);
    }
}
