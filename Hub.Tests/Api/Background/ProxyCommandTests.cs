using Hub.Api.Background;
using Hub.Domain.Routes;

namespace Hub.Tests.Api.Background;

public sealed class ProxyCommandTests
{
    private static readonly ProxyProcessSettings Plain = new()
    {
        Command = ["sh", "my proxy.sh"],
        Api = new ProxyEndpoint(new Uri("http://127.0.0.1:8001"), "secret"),
        ErrorTarget = "http://127.0.0.1:8081/hub/error",
    };

    [Test]
    public void The_flags_are_those_JupyterHub_gives() => Words(Plain with { Ip = "10.0.0.1", Port = 80, LogLevel = "debug" }).ShouldBe([
        "my proxy.sh", "--ip", "10.0.0.1", "--port", "80", "--api-ip", "127.0.0.1", "--api-port", "8001",
        "--error-target", "http://127.0.0.1:8081/hub/error", "--log-level", "debug",
    ]);

    [Test]
    public void Hosts_and_certificates_add_theirs() =>
        Words(Plain with { HostRouting = true, SslKey = "a.key", SslCert = "a.crt" }).TakeLast(5)
            .ShouldBe(["--host-routing", "--ssl-key", "a.key", "--ssl-cert", "a.crt"]);

    [Test]
    public void Another_token_is_the_same_command_another_flag_is_not()
    {
        var fingerprint = ProxyCommand.For(Plain).Fingerprint;
        ProxyCommand.For(Plain with { Api = Plain.Api with { AuthToken = "other" } }).Fingerprint.ShouldBe(fingerprint);
        ProxyCommand.For(Plain with { Port = 81 }).Fingerprint.ShouldNotBe(fingerprint);
    }

    [Test]
    public void The_proxy_of_the_solution_is_found_and_else_the_one_on_the_path()
    {
        var root = Directory.CreateTempSubdirectory("hub-layout-");
        try
        {
            var program = root.CreateSubdirectory("Hub.Api/bin/Release/net10.0").FullName + "/";
            ProxyCommand.Default(program).ShouldBe(["configurable-http-proxy"]);
            var dll = Path.Combine(root.CreateSubdirectory("Hub.Proxy/bin/Release/net10.0").FullName, "Hub.Proxy.dll");
            File.WriteAllText(dll, "");
            File.WriteAllText(Path.ChangeExtension(dll, ".runtimeconfig.json"), "{}");
            ProxyCommand.Default(program)[1].ShouldBe(dll);
            Path.GetFileName(ProxyCommand.Default(program)[0]).ShouldBe("dotnet");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Words(ProxyProcessSettings settings) => ProxyCommand.For(settings).Words.Skip(1);
}
