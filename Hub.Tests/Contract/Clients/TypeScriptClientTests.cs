using Hub.Tests.Support;

namespace Hub.Tests.Contract.Clients;

/// <summary>The TypeScript client that NSwag makes of the document, compiled and run on node.</summary>
public sealed class TypeScriptClientTests : GeneratedClientFixture
{
    private string node = "";

    [TestCase("users")]
    [TestCase("servers")]
    [TestCase("tokens")]
    [TestCase("groups")]
    [TestCase("shares")]
    public async Task The_generated_client_speaks_to_the_hub_about(string subject)
    {
        if (subject == "shares" && !HasShares)
            Assert.Ignore("openapi/hub.json has no shares yet");
        (await Folder.RunAsync(node, Folder.In("out/use.js"), BaseUrl, Token, subject)).ShouldBe($"{subject}: done\n");
    }

    protected override async Task GenerateAsync(string nswag)
    {
        node = Peers.Need("npm", "node");
        var compiler = Peers.Need("typescript", Environment.GetEnvironmentVariable("HUB_TEST_TSC") is { Length: > 0 } path ? path : "tsc");
        await Folder.RunAsync(
            ClientFolder.Dotnet, nswag, "openapi2tsclient", $"/input:{ContractFiles.Document}", $"/output:{Folder.In("hub-client.ts")}",
            "/className:HubClient", "/template:Fetch", "/typeStyle:Interface", "/dateTimeType:String", "/generateOptionalParameters:true");
        await File.WriteAllTextAsync(Folder.In("package.json"), """{"type": "module"}""");
        Folder.Take("use.ts");
        if (HasShares)
            Folder.Take("shares.ts");
        else
            await File.WriteAllTextAsync(Folder.In("shares.ts"), "export async function shares(..._: unknown[]): Promise<void> { }");
        await Folder.RunAsync(
            node, compiler, "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom,dom.iterable",
            "--strict", "--skipLibCheck", "--outDir", "out", "hub-client.ts", "use.ts", "shares.ts");
    }
}
