using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Users;
using Hub.Tests.Support.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Tests.Domain.Authenticators.OAuth;

/// <summary>Groups of a Google organization, asked for as Google documents it, of a directory that answers as Google's does.</summary>
public sealed class GoogleGroupsTests
{
    private const string Account = "hub@project.iam.gserviceaccount.com";

    private readonly RSA key = RSA.Create(2048);
    private readonly string folder = Directory.CreateTempSubdirectory("hub-google-").FullName;
    private readonly List<string> assertions = [];
    private readonly List<string> asked = [];

    private readonly Dictionary<string, string[]> groups = new()
    {
        ["ada@uni.example"] = ["students@uni.example", "LAB@uni.example", "staff@other.example"],
        ["students@uni.example"] = ["everybody@uni.example"],
        // Groups may be members of each other.
        ["everybody@uni.example"] = ["students@uni.example", "friends@uni.example"],
    };

    private FakeProvider provider = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        provider = await FakeProvider.StartAsync();
        provider.AnswersItself = AnswerAsync;
        await File.WriteAllTextAsync(KeyFile, new JsonObject
        {
            ["type"] = "service_account",
            ["client_email"] = Account,
            ["private_key_id"] = "k1",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["token_uri"] = provider.Url + "/service-token",
        }.ToJsonString());
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await provider.DisposeAsync();
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [SetUp]
    public void Reset()
    {
        asked.Clear();
        assertions.Clear();
    }

    private string KeyFile => Path.Combine(folder, "key.json");

    [TestCase("students", false, true)]
    [TestCase("LAB", false, true)]
    [TestCase("staff@other.example", false, true)]
    [TestCase("staff", false, false)]
    [TestCase("everybody", false, false)]
    [TestCase("everybody", true, true)]
    [TestCase("friends", true, true)]
    [TestCase("nobody", true, false)]
    public async Task Members_are_let_in_by_the_name_of_a_group_of_their_own_organization(string group, bool nested, bool allowed)
    {
        var user = await LoginAsync(Own(allowedGroup: group) with { IncludeNestedGroups = nested });
        user.Allowed.ShouldBe(allowed);
        user.Admin.ShouldBeNull();
    }

    [Test]
    public async Task The_service_account_asks_in_the_name_of_the_administrator_and_once_an_hour()
    {
        using var authenticator = Made(Own(allowedGroup: "students") with { IncludeNestedGroups = true });
        await LoginAsync(authenticator);
        await LoginAsync(authenticator);
        var read = new JsonWebTokenHandler().ReadJsonWebToken(assertions.ShouldHaveSingleItem());
        (read.Issuer, read.Subject, read.Audiences.Single(), read.Kid).ShouldBe((Account, "boss@uni.example", provider.Url + "/service-token", "k1"));
        read.GetClaim("scope").Value.ShouldBe("https://www.googleapis.com/auth/admin.directory.group.readonly");
        // Two pages of hers, and each group once: two logins.
        asked.Count.ShouldBe(2 * (2 + 5));
    }

    [Test]
    public async Task Admins_are_made_by_a_group_and_unmade_by_its_loss()
    {
        var own = Own() with { AdminGoogleGroups = new Dictionary<string, IReadOnlyList<string>> { ["UNI.example"] = ["LAB"] } };
        var admin = await LoginAsync(own);
        (admin.Admin, admin.Allowed).ShouldBe((true, true));
        var other = await LoginAsync(own with { AdminGoogleGroups = new Dictionary<string, IReadOnlyList<string>> { ["uni.example"] = ["bosses"] } });
        (other.Admin, other.Allowed).ShouldBe((false, false));
    }

    [Test]
    public async Task Groups_are_kept_for_manage_groups()
    {
        var user = await LoginAsync(Own());
        user.AuthState!["google_user"]!["google_groups"]!.AsArray().Select(group => (string?)group).ShouldBe(["LAB", "staff@other.example", "students"]);
    }

    // The address of a private account can look like one of the organization's.
    [TestCase("""{"email": "ada@uni.example", "verified_email": true}""")]
    [TestCase("""{"email": "ada@uni.example", "verified_email": true, "hd": "other.example"}""")]
    [TestCase("""{"email": "ada@uni.example", "verified_email": true, "google_groups": ["students"]}""")]
    public async Task Whoever_is_of_no_such_organization_is_asked_about_nowhere(string claims)
    {
        var user = await LoginAsync(Own(allowedGroup: "students"), claims);
        user.Allowed.ShouldBeFalse();
        asked.ShouldBeEmpty();
    }

    [Test]
    public async Task An_unverified_address_is_not_asked_about()
    {
        await Should.ThrowAsync<LoginRefusedException>(
            () => LoginAsync(Own(allowedGroup: "students"), """{"email": "ada@uni.example", "verified_email": false, "hd": "uni.example"}"""));
        asked.ShouldBeEmpty();
    }

    [Test]
    public async Task A_directory_that_refuses_is_named_with_its_reason()
    {
        var own = Own(allowedGroup: "students") with { GsuiteAdministrator = new Dictionary<string, string> { ["uni.example"] = "former" } };
        (await Should.ThrowAsync<ProviderException>(() => LoginAsync(own))).Message
            .ShouldBe("Google answered 401 when it was asked for the token of the service account: Client is unauthorized");
        (await Should.ThrowAsync<ProviderException>(() => LoginAsync(Own(allowedGroup: "students"), Ada.Replace("ada@", "eve@")))).Message
            .ShouldBe("Google answered 403 when it was asked for the directory of groups: Not Authorized to access this resource/api");
    }

    [Test]
    public void What_is_missing_or_no_key_is_said_at_the_start()
    {
        var bad = Path.Combine(folder, "bad.json");
        File.WriteAllText(bad, "{\"private_key\": \"secret words\"}");
        var problems = (Own(allowedGroup: "a") with
        {
            AdminGoogleGroups = new Dictionary<string, IReadOnlyList<string>> { ["other.example"] = ["a"] },
            GoogleServiceAccountKeys = new Dictionary<string, string> { ["uni.example"] = bad, ["x.example"] = "/no/such/file" },
        }).Check().Select(problem => problem.Problem).ToList();
        problems.ShouldContain("has other.example, whose groups cannot be asked for");
        problems.ShouldContain($"{bad} is no key of a service account: it must be JSON with client_email, token_uri and private_key");
        problems.ShouldContain(problem => problem.StartsWith("/no/such/file cannot be read"));
        (Own(allowedGroup: "a")).Check().ShouldBeEmpty();
    }

    private const string Ada = """{"email": "ada@uni.example", "verified_email": true, "hd": "uni.example"}""";

    private ProviderOptions Own(string? allowedGroup = null) => new()
    {
        GoogleApiUrl = provider.Url,
        GoogleServiceAccountKeys = new Dictionary<string, string> { ["uni.example"] = KeyFile },
        GsuiteAdministrator = new Dictionary<string, string> { ["uni.example"] = "boss" },
        AllowedGoogleGroups = allowedGroup is null
            ? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>> { ["uni.example"] = [allowedGroup] },
    };

    private async Task<AuthenticatedUser> LoginAsync(ProviderOptions own, string claims = Ada)
    {
        using var authenticator = Made(own);
        return await LoginAsync(authenticator, claims);
    }

    private async Task<AuthenticatedUser> LoginAsync(OAuthAuthenticator authenticator, string claims = Ada)
    {
        provider.Claims = JsonNode.Parse(claims)!.AsObject();
        IAuthenticator contract = authenticator;
        var callback = new Uri("http://hub.example/hub/oauth_callback");
        var login = (await contract.BeginAsync("", callback, "state", default))!;
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var back = await browser.GetAsync(login.Place);
        var code = HttpUtility.ParseQueryString(back.Headers.Location!.Query)["code"]!;
        return (await contract.AuthenticateAsync(new ProviderAnswer("", code, callback, login.Secrets), default))!;
    }

    private OAuthAuthenticator Made(ProviderOptions own) => new(
        new AuthenticatorOptions { AuthenticatorClass = "google" },
        new OAuthenticatorOptions { ClientId = "the-hub", AuthorizeUrl = provider.Url + "/authorize" },
        own, new UserNames(new Dictionary<string, string>(), ""), TimeProvider.System, NullLogger<OAuthAuthenticator>.Instance);

    private async Task<bool> AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/service-token")
        {
            var form = await http.Request.ReadFormAsync();
            form["grant_type"].ToString().ShouldBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
            assertions.Add(form["assertion"].ToString());
            var valid = await new JsonWebTokenHandler().ValidateTokenAsync(assertions[^1], new TokenValidationParameters
            {
                IssuerSigningKey = new RsaSecurityKey(key),
                ValidIssuer = Account,
                ValidAudience = provider.Url + "/service-token",
            });
            var good = valid.IsValid && !valid.Claims["sub"].ToString()!.StartsWith("former", StringComparison.Ordinal);
            await SayAsync(http, good ? 200 : 401, good
                ? new JsonObject { ["access_token"] = "of-the-service-account", ["expires_in"] = 3599, ["token_type"] = "Bearer" }
                : new JsonObject { ["error"] = "unauthorized_client", ["error_description"] = "Client is unauthorized" });
            return true;
        }

        if (http.Request.Path != "/admin/directory/v1/groups")
            return false;
        http.Request.Headers.Authorization.ToString().ShouldBe("Bearer of-the-service-account");
        var member = http.Request.Query["userKey"].ToString();
        asked.Add(member);
        if (member.StartsWith("eve@", StringComparison.Ordinal))
        {
            await SayAsync(http, 403, new JsonObject { ["error"] = new JsonObject { ["code"] = 403, ["message"] = "Not Authorized to access this resource/api" } });
            return true;
        }

        // Two groups a page; whoever is in none gets no list at all.
        var all = groups.GetValueOrDefault(member, []);
        var at = int.TryParse(http.Request.Query["pageToken"], out var offset) ? offset : 0;
        var answer = new JsonObject { ["kind"] = "admin#directory#groups" };
        if (all.Length > 0)
            answer["groups"] = JsonSerializer.SerializeToNode(all.Skip(at).Take(2).Select(email => new { kind = "admin#directory#group", email }));
        if (all.Length > at + 2)
            answer["nextPageToken"] = $"{at + 2}";
        await SayAsync(http, 200, answer);
        return true;
    }

    private static Task SayAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString());
    }
}
