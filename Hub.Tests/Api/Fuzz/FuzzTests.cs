using System.Globalization;
using System.Text;
using Hub.Domain.Configuration;
using Hub.Domain.Roles;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Fuzz;

/// <summary>
/// Drives every documented operation with requests made from the document, for a while. <c>FUZZ_SEED</c> repeats a run and
/// <c>FUZZ_SECONDS</c> makes it longer. That every answer is as documented is what the client itself sees to.
/// </summary>
public sealed class FuzzTests : ApiFixture
{
    // These end the hub when they are understood, so only what cannot be is sent there.
    private static readonly string[] Fatal = ["POST /shutdown", "POST /hub/shutdown"];

    [Test]
    public async Task Whatever_is_asked_is_answered_in_form_and_the_hub_goes_on()
    {
        var seed = Number("FUZZ_SEED") ?? Random.Shared.Next();
        TestContext.Out.WriteLine($"FUZZ_SEED={seed}");
        var contract = OpenApiContract.Parse((await Nobody.GetAsync("openapi.json")).Text);
        var operations = contract.Operations.ToList();
        var random = new Random(seed);
        using var browser = new PageClient(App.Port);
        using var program = new PageClient(App.Port);
        // Nobody the requests name: whoever renames or removes themselves is signed out.
        using var login = await browser.LoginAsync("visitor");
        var proof = await PageClient.XsrfOf(await browser.GetAsync("/hub/home"));
        var maker = new RequestMaker(contract, random);
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(Number("FUZZ_SECONDS") ?? 8));
        // Each operation comes at least a few times, however slow the machine.
        for (var round = 0; round < 3 || !time.IsCancellationRequested; round++)
        {
            foreach (var operation in operations)
            {
                if (!operation.Path.StartsWith("/oauth2/", StringComparison.Ordinal))
                {
                    await TryAsync(operation, maker, random, seed);
                    continue;
                }

                // Much has to be right there at once for anything to come of it.
                for (var tries = 0; tries < 5; tries++)
                    await TryInBrowserAsync(operation, maker, random, seed, operation.Path.EndsWith("/token", StringComparison.Ordinal) ? program : browser, proof);
            }
        }

        (await Admin.GetAsync("user")).Status.ShouldBe(200);
        (await Admin.GetAsync("users")).Status.ShouldBe(200);
        (await Nobody.GetAsync("health")).ShouldBe(200);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { AllowNamedServers = true },
        Services = new ServiceOptions
        {
            Services =
            [
                .. basis.Services.Services,
                new() { Name = "app", Url = "http://127.0.0.1:9", ApiToken = "the secret of the app", OauthClientAllowedScopes = ["read:users!user"] },
                new() { Name = "closed", Url = "http://127.0.0.1:9", ApiToken = "another secret" },
            ],
        },
        Roles = new RoleOptions { LoadRoles = [new() { Name = "user", Scopes = ["self", "access:services!service=app"] }] },
    };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>OAuth is for browsers that somebody has signed in with, and its programs.</summary>
    private async Task TryInBrowserAsync(
        DocumentedOperation operation, RequestMaker maker, Random random, int seed, PageClient browser, string proof)
    {
        var (target, body) = maker.For(operation);
        if (operation.Path.EndsWith("/authorize", StringComparison.Ordinal) && random.Next(4) > 0)
            target += $"{(target.Contains('?') ? '&' : '?')}_xsrf={proof}";
        using var content = body is null ? null : new ByteArrayContent(body);
        if (content is not null && random.Next(10) > 0)
            content.Headers.ContentType = new("application/x-www-form-urlencoded");
        var what = $"FUZZ_SEED={seed}: {operation.Method} {target} {(body is null ? "" : Encoding.UTF8.GetString(body))}";
        try
        {
            using var answer = await browser.SendAsync(new HttpMethod(operation.Method), $"/hub/api/{target}", content);
            ((int)answer.StatusCode).ShouldBeLessThan(500, $"{what}\n{await answer.TextAsync()}");
        }
        catch (ContractException wrong)
        {
            throw new AssertionException($"{what}\n{wrong.Message}\n{App.Log.Text[^Math.Min(800, App.Log.Text.Length)..]}");
        }
    }

    private async Task TryAsync(DocumentedOperation operation, RequestMaker maker, Random random, int seed)
    {
        var isFatal = Fatal.Contains(operation.Name);
        var (target, body) = isFatal ? (operation.Path.TrimStart('/'), maker.NoSwitches("proxy", "servers")) : maker.For(operation);
        var what = $"FUZZ_SEED={seed}: {operation.Method} {target} {(body is null ? "" : Encoding.UTF8.GetString(body))}";
        WholeAnswer answer;
        try
        {
            answer = await (random.Next(10) == 0 ? Nobody : Admin).SendAsync(operation.Method, target, body);
        }
        catch (ContractException wrong)
        {
            throw new AssertionException($"{what}\n{wrong.Message}\n{App.Log.Text[^Math.Min(800, App.Log.Text.Length)..]}");
        }

        answer.Status.ShouldBeLessThan(500, $"{what}\n{answer.Text}");
        if (isFatal)
            answer.Status.ShouldBeOneOf(400, 403);
    }
}
