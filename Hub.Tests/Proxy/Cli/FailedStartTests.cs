using System.Net;
using System.Net.Sockets;
using Hub.Proxy.Cli;
using FreePort = Hub.Tests.Support.FreePort;

namespace Hub.Tests.Proxy.Cli;

/// <summary>Addresses and files that cannot be used: exit code 1, and a message that names the option.</summary>
public sealed class FailedStartTests
{
    [TestCase("--ip, --port, --socket", "'a..b' is neither an address nor a name", "--ip", "a..b")]
    [TestCase("--ip, --port, --socket", "Cannot listen on 203.0.113.7:", "--ip", "203.0.113.7")]
    [TestCase("--api-ip, --api-port, --api-socket", "'a..b' is neither an address nor a name", "--api-ip", "a..b")]
    [TestCase("--api-ip, --api-port, --api-socket", "unix:/nowhere/x.sock", "--api-socket", "/nowhere/x.sock")]
    [TestCase("--metrics-ip, --metrics-port, --metrics-socket", "'a..b' is neither an address nor a name", "--metrics-port", "1", "--metrics-ip", "a..b")]
    [TestCase("--metrics-ip, --metrics-port, --metrics-socket", "unix:/nowhere/x.sock", "--metrics-socket", "/nowhere/x.sock")]
    [TestCase("--pid-file: cannot write '/nowhere/x'", "", "--pid-file", "/nowhere/x")]
    [TestCase("--storage-file: there is no directory '/nowhere'", "", "--storage-file", "/nowhere/x")]
    [TestCase("--storage-file: '/dev' is a directory", "", "--storage-file", "/dev")]
    [TestCase("--config: /nowhere", "", "--config", "/nowhere")]
    [TestCase("--ssl-ciphers: no usable cipher suite in 'NONE'", "known are ECDHE-ECDSA-AES256-GCM-SHA384", "--ssl-ciphers", "NONE")]
    [TestCase("Cannot read certificate authorities from /nowhere", "", "--client-ssl-ca", "/nowhere")]
    [TestCase("Cannot use certificate /nowhere with key /nowhere", "", "--ssl-key", "/nowhere", "--ssl-cert", "/nowhere")]
    [TestCase("Cannot use certificate /nowhere with key /nowhere", "", "--api-ssl-key", "/nowhere", "--api-ssl-cert", "/nowhere")]
    [TestCase("Cannot use certificate /nowhere with key /nowhere", "", "--client-ssl-key", "/nowhere", "--client-ssl-cert", "/nowhere")]
    public async Task What_cannot_be_used_is_named(string option, string message, params string[] arguments)
    {
        var (code, errors) = await RunAsync(arguments);
        code.ShouldBe(1);
        errors.ShouldContain(option);
        errors.ShouldContain(message);
    }

    [Test]
    public async Task A_port_for_redirects_that_is_in_use_is_named()
    {
        using var certificates = new Tls.TestCertificates();
        var files = certificates.Issue("pub", "pub.example");
        using var taken = new TcpListener(IPAddress.IPv6Any, FreePort.Next());
        taken.Server.DualMode = true;
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, errors) = await RunAsync(["--ssl-key", files.Key, "--ssl-cert", files.Cert, "--redirect-port", $"{port}"]);
        code.ShouldBe(1);
        errors.ShouldContain($"Cannot listen on *:{port} (--redirect-port)");
    }

    [Test]
    public async Task A_storage_file_of_something_else_is_named_and_left_alone()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "my diary");
        var (code, errors) = await RunAsync(["--storage-file", file]);
        code.ShouldBe(1);
        errors.ShouldContain($"--storage-file: '{file}' does not hold routes");
        (await File.ReadAllTextAsync(file)).ShouldBe("my diary");
        File.Delete(file);
    }

    private static async Task<(int Code, string Errors)> RunAsync(string[] arguments)
    {
        string[] start = ["--log-level", "error", "--port", $"{FreePort.Next()}", "--api-port", $"{FreePort.Next()}"];
        foreach (var address in new[] { "--ip", "--api-ip" })
        {
            if (!arguments.Contains(address)) start = [.. start, address, "127.0.0.1"];
        }

        var errors = new StringWriter();
        var code = await ProxyCommand.RunAsync([.. start, .. arguments], TextWriter.Null, errors).WaitAsync(TimeSpan.FromSeconds(30));
        return (code, errors.ToString());
    }
}
