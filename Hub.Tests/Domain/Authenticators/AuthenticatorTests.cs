using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Domain.Authenticators;

public sealed class AuthenticatorTests
{
    private const string UserPassword = "all users know";
    private const string AdminPassword = "only the admins know this, it is long";

    private static readonly UserNames Names = new(new Dictionary<string, string> { ["boss"] = "ada" }, "");

    private static readonly AuthenticatorOptions Shared = new()
    {
        AuthenticatorClass = "shared-password",
        UserPassword = UserPassword,
        AdminPassword = AdminPassword,
        AdminUsers = new HashSet<string> { "ada" },
        ManageGroups = true,
        PasswordGroups = new Dictionary<string, IReadOnlyList<string>> { ["class of red"] = ["red"], ["class of blue"] = ["blue", "all"] },
    };

    [TestCase("bob", UserPassword, "bob admin=False groups=[]")]
    [TestCase("bob", AdminPassword, null)]
    [TestCase("bob", "", null)]
    [TestCase("bob", "all users kno", null)]
    [TestCase("ada", AdminPassword, "ada admin=True groups=[]")]
    [TestCase("ada", UserPassword, null)]
    [TestCase("ADA", UserPassword, null)]
    [TestCase("boss", UserPassword, null)]
    [TestCase("bob", "class of blue", "bob admin= groups=[blue,all]")]
    [TestCase("ada", "class of blue", null)]
    public async Task Shared_passwords(string name, string password, string? expected) =>
        Shown(await Created(Shared).AuthenticateAsync(new Credentials(name, password), default)).ShouldBe(expected);

    [TestCase("", "anything")]
    [TestCase("ada", "")]
    public async Task Shared_passwords_that_are_not_set_let_nobody_in(string name, string password)
    {
        var options = new AuthenticatorOptions { AuthenticatorClass = "shared-password", AdminUsers = new HashSet<string> { "ada" } };
        (await Created(options).AuthenticateAsync(new Credentials(name, password), default)).ShouldBeNull();
    }

    [TestCase("1234567", null)]
    [TestCase(null, "1234567890123456789012345678901")]
    [TestCase("12345678901234567890123456789012", "12345678901234567890123456789012")]
    public void Shared_passwords_that_are_short_or_the_same_are_refused(string? user, string? admin) =>
        Should.Throw<ArgumentException>(() => Created(
            new AuthenticatorOptions { AuthenticatorClass = "shared-password", UserPassword = user, AdminPassword = admin }));

    [TestCase("", "anything", true)]
    [TestCase("", "", true)]
    [TestCase("secret", "secret", true)]
    [TestCase("secret", "secret ", false)]
    [TestCase("secret", "", false)]
    public async Task Dummy(string configured, string password, bool passes)
    {
        var options = new AuthenticatorOptions { AuthenticatorClass = "dummy", DummyPassword = configured };
        var user = await Created(options).AuthenticateAsync(new Credentials("ada", password), default);
        (user is not null).ShouldBe(passes);
    }

    [Test]
    public async Task Null_lets_nobody_in() =>
        (await Created(new AuthenticatorOptions { AuthenticatorClass = "null" })
            .AuthenticateAsync(new Credentials("ada", "x"), default)).ShouldBeNull();

    [Test]
    public void A_password_does_not_show_itself() => $"{new Credentials("ada", "secret")}".ShouldNotContain("secret");

    private static IAuthenticator Created(AuthenticatorOptions options) => AuthenticatorChoice.Create(
        new ServiceCollection().AddSingleton(Names).BuildServiceProvider(), new HubConfiguration { Authenticator = options });

    private static string? Shown(AuthenticatedUser? user) =>
        user is null ? null : $"{user.Name} admin={user.Admin} groups=[{string.Join(',', user.Groups ?? [])}]";
}
