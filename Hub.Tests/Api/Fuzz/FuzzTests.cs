using System.Globalization;
using System.Text;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Fuzz;

/// <summary>
/// Drives every documented operation with requests made from the document, for a while. <c>FUZZ_SEED</c> repeats a run and
/// <c>FUZZ_SECONDS</c> makes it longer. That every answer is as documented is what the client itself sees to.
/// </summary>
public sealed class FuzzTests : ApiFixture
{
    // These end the hub, or what the run asks with; tests of their own cover them.
    private static readonly string[] Fatal = ["POST /shutdown", "POST /hub/shutdown"];

    [Test]
    public async Task Whatever_is_asked_is_answered_in_form_and_the_hub_goes_on()
    {
        var seed = Number("FUZZ_SEED") ?? Random.Shared.Next();
        TestContext.Out.WriteLine($"FUZZ_SEED={seed}");
        var contract = OpenApiContract.Parse((await Nobody.GetAsync("openapi.json")).Text);
        var operations = contract.Operations.Where(operation => !Fatal.Contains(operation.Name) && !operation.Path.StartsWith("/oauth2/", StringComparison.Ordinal)).ToList();
        var random = new Random(seed);
        var maker = new RequestMaker(contract, random);
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(Number("FUZZ_SECONDS") ?? 15));
        // Each operation comes at least a few times, however slow the machine.
        for (var round = 0; round < 3 || !time.IsCancellationRequested; round++)
        {
            foreach (var operation in operations)
                await TryAsync(operation, maker, random, seed);
        }

        (await Admin.GetAsync("user")).Status.ShouldBe(200);
        (await Admin.GetAsync("users")).Status.ShouldBe(200);
        (await Nobody.GetAsync("health")).ShouldBe(200);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task TryAsync(DocumentedOperation operation, RequestMaker maker, Random random, int seed)
    {
        var (target, body) = maker.For(operation);
        var what = $"FUZZ_SEED={seed}: {operation.Method} {target} {(body is null ? "" : Encoding.UTF8.GetString(body))}";
        WholeAnswer answer;
        try
        {
            answer = await (random.Next(10) == 0 ? Nobody : Admin).SendAsync(operation.Method, target, body);
        }
        catch (ContractException wrong)
        {
            throw new AssertionException($"{what}\n{wrong.Message}");
        }

        answer.Status.ShouldBeLessThan(500, $"{what}\n{answer.Text}");
    }
}
