using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Configuration;
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
            await signUp.AddAsync(new SignUp(name, Password, Password), default);
            (hasher.Hashed - before).ShouldBe(1, name);
        }
    }

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
