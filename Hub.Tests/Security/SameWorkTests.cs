using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Dummy;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Authenticators.SharedPassword;
using Hub.Domain.Configuration;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Security;

/// <summary>How long an answer takes tells nothing about who exists: counted is the costly work, as a clock would tell of the machine.</summary>
public sealed class SameWorkTests
{
    private const string Password = "violet tram 42 sings";

    private readonly CountingHasher hasher = new();
    private HubApplication hub = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        hub = await HubApplication.StartAsync(
            new HubConfiguration
            {
                Authenticator = new AuthenticatorOptions { AuthenticatorClass = "native", AllowAll = true },
                Native = new NativeOptions { AllowedFailedLogins = 3, OpenSignup = true },
            },
            services => services.Replace(ServiceDescriptor.Singleton(new PasswordHashing(hasher))));
        var accounts = hub.Get<NativeAccounts>();
        await accounts.CreateAsync("ann", Password, null, authorized: true, null, default);
        await accounts.CreateAsync("waiting", Password, null, authorized: false, null, default);
        await accounts.CreateAsync("locked", Password, null, authorized: true, null, default);
        for (var i = 0; i < 3; i++)
            await LoginAsync("locked", "wrong");
    }

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [TestCase("ann", "wrong")]
    [TestCase("ANN", "wrong")]
    [TestCase("nobody", "wrong")]
    [TestCase("no, name", "wrong")]
    [TestCase("waiting", Password)]
    [TestCase("waiting", "wrong")]
    [TestCase("locked", Password)]
    [TestCase("locked", "wrong")]
    [TestCase("ann", "")]
    [TestCase("nobody", "")]
    public async Task A_login_in_vain_verifies_one_password_as_slow_as_any(string name, string password)
    {
        var before = hasher.Verified.Count;
        (await LoginAsync(name, password)).ShouldBeNull();
        hasher.Verified.Skip(before).ShouldBe([hasher.Cost]);
    }

    [Test]
    public async Task Signing_up_under_a_name_that_is_taken_hashes_a_password_as_well()
    {
        var signUp = hub.Get<NativeSignUp>();
        foreach (var name in new[] { "ann", "free" })
        {
            var before = hasher.Hashed;
            await signUp.AddAsync(new SignUp(name, Password, Password), code => code, default);
            (hasher.Hashed - before).ShouldBe(1, name);
        }
    }

    [TestCase("chief")]
    [TestCase("anybody")]
    public async Task Shared_passwords_are_all_compared_whoever_asks_and_whatever_is_typed(string name)
    {
        var (user, admin, blue) = ("the password of users", new string('a', 32), "the password of the blue");
        var options = new AuthenticatorOptions
        {
            AdminUsers = new HashSet<string> { "chief" },
            UserPassword = user,
            AdminPassword = admin,
            PasswordGroups = new Dictionary<string, IReadOnlyList<string>> { [blue] = ["blue"], ["another password"] = ["red"] },
        };
        foreach (var typed in new[] { "", "x", user, admin, blue, user + "!", "The password of users", new string('x', 5000) })
        {
            var compared = new List<string>();
            var authenticator = new SharedPasswordAuthenticator(options, new UserNames(new Dictionary<string, string>(), ""), Counting(compared));
            await authenticator.AuthenticateAsync(new Credentials(name, typed), default);
            compared.ShouldBe([admin, user, blue, "another password"]);
        }
    }

    [Test]
    public async Task The_password_of_dummy_is_compared_once_and_whole()
    {
        foreach (var typed in new[] { "", "p", "password", "passwore", new string('x', 5000) })
        {
            var compared = new List<string>();
            var user = await new DummyAuthenticator("password", Counting(compared)).AuthenticateAsync(new Credentials("ada", typed), default);
            (user is not null).ShouldBe(typed == "password");
            compared.ShouldBe(["password"]);
        }
    }

    /// <summary>It is looked for by its hash, in which nothing of a token that is nearly right is left.</summary>
    [Test]
    public async Task A_token_that_is_nearly_right_costs_as_much_as_any_that_is_wrong()
    {
        await hub.Get<IUserStore>().CreateAsync(["owner"], admin: false, default);
        var right = await MintedTokens.OfAsync(hub, "owner", "inherit");
        var costs = new HashSet<string>();
        foreach (var wrong in new[] { right[..^1] + (right[^1] == 'A' ? 'B' : 'A'), (right[0] == 'A' ? 'B' : 'A') + right[1..], TokenHash.NewSecret(), "x" })
        {
            using var statements = new SqlStatements();
            using var client = new TokenClient(hub.Port, wrong);
            (await client.GetAsync("user")).Status.ShouldBe(403);
            costs.Add(string.Join('\n', statements.Seen));
        }

        costs.ShouldHaveSingleItem();
    }

    private static SecretComparison Counting(List<string> compared) => (given, expected) =>
    {
        compared.Add(expected);
        return SecretText.Same(given, expected);
    };

    private Task<AuthenticatedUser?> LoginAsync(string name, string password) =>
        hub.Get<IAuthenticator>().AuthenticateAsync(new Credentials(name, password), default);

    /// <summary>Hashes as the hub does, and notes the iterations of each hash that something is held against.</summary>
    private sealed class CountingHasher : IPasswordHasher<NativeAccount>
    {
        private readonly PasswordHasher<NativeAccount> inner = new();
        private readonly List<int> verified = [];
        private int hashed;

        public int Hashed => hashed;

        public IReadOnlyList<int> Verified
        {
            get
            {
                lock (verified)
                    return [.. verified];
            }
        }

        public int Cost => IterationsOf(inner.HashPassword(new NativeAccount { Name = "", PasswordHash = "" }, "x"));

        public string HashPassword(NativeAccount user, string password)
        {
            Interlocked.Increment(ref hashed);
            return inner.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(NativeAccount user, string hashedPassword, string providedPassword)
        {
            lock (verified)
                verified.Add(IterationsOf(hashedPassword));
            return inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        /// <summary>Where ASP.NET Core Identity's format, its third, has them.</summary>
        private static int IterationsOf(string hash) =>
            System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));
    }
}
