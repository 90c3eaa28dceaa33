using System.Net.Http.Headers;
using System.Reflection;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Contract.Clients;

/// <summary>The C# client that NSwag makes of the document, compiled and used.</summary>
public sealed class CSharpClientTests : GeneratedClientFixture
{
    private Assembly client = null!;

    [TestCase("Users")]
    [TestCase("Servers")]
    [TestCase("Tokens")]
    [TestCase("Groups")]
    [TestCase("Shares")]
    public async Task The_generated_client_speaks_to_the_hub_about(string subject)
    {
        if (subject == "Shares" && !HasShares)
            Assert.Ignore("openapi/hub.json has no shares yet");
        using var http = new HttpClient(new OpenApiCheck(new SocketsHttpHandler { UseCookies = false })) { BaseAddress = new Uri(BaseUrl + "/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", Token);
        var use = client.GetType(subject == "Shares" ? "Hub.Generated.CSharpShares" : "Hub.Generated.CSharpUse")!.GetMethod(subject)!;
        await use.CreateDelegate<Func<HttpClient, Task>>()(http);
    }

    protected override async Task GenerateAsync(string nswag)
    {
        await Folder.RunAsync(
            ClientFolder.Dotnet, nswag, "openapi2csclient", $"/input:{ContractFiles.Document}", $"/output:{Folder.In("HubClient.cs")}",
            "/className:HubClient", "/namespace:Hub.Generated", "/useBaseUrl:false", "/generateOptionalParameters:true",
            "/generateOptionalPropertiesAsNullable:true");
        Folder.Take("CSharpUse.cs");
        if (HasShares)
            Folder.Take("CSharpShares.cs");
        var references = Directory.GetFiles(ClientFolder.Runtime, "*.dll").Where(IsManaged)
            .Append(typeof(Newtonsoft.Json.JsonConvert).Assembly.Location).Append(typeof(ShouldBeTestExtensions).Assembly.Location);
        var assembly = Folder.In("client.dll");
        await Folder.RunAsync(
            ClientFolder.Dotnet,
            [
                ClientFolder.CSharpCompiler, "-noconfig", "-nostdlib", "-nologo", "-target:library", "-nullable:annotations", "-langversion:latest", $"-out:{assembly}",
                .. references.Select(reference => $"-r:{reference}"), .. Directory.GetFiles(Folder.Root, "*.cs"),
            ]);
        client = Assembly.Load(await File.ReadAllBytesAsync(assembly));
    }

    private static bool IsManaged(string library)
    {
        var name = Path.GetFileName(library);
        return name.StartsWith("System.", StringComparison.Ordinal) && !name.Contains(".Native", StringComparison.Ordinal)
            || name is "mscorlib.dll" or "netstandard.dll" or "Microsoft.CSharp.dll";
    }
}
