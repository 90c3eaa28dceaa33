using System.Diagnostics;
using System.Text.RegularExpressions;
using Hub.Proxy.Cli;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Proxy.Journeys;

/// <summary>The names configurable-http-proxy goes by: options and metrics.</summary>
[Category("Journey")]
public sealed partial class SameNamesTests
{
    [Test]
    public async Task Every_option_of_configurable_http_proxy_is_one_of_ours_with_or_without_a_value_as_there()
    {
        using var process = Process.Start(new ProcessStartInfo(Peers.ConfigurableHttpProxy(), ["--help"]) { RedirectStandardOutput = true })!;
        var help = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var theirs = Option().Matches(help).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Success);
        theirs.Count.ShouldBeGreaterThan(40, help);
        foreach (var (name, takesValue) in theirs.Where(o => o.Key is not ("help" or "version")))
            OptionTable.Find(name).ShouldNotBeNull(name).IsFlag.ShouldBe(!takesValue, name);
    }

    [Test]
    public async Task Every_metric_of_configurable_http_proxy_is_one_of_ours_but_those_of_its_runtime()
    {
        var port = FreePort.Next();
        await using var theirs = await RealProxy.StartAsync("--metrics-ip", "127.0.0.1", "--metrics-port", $"{port}");
        using var client = new HttpClient();
        var expected = Types(await client.GetStringAsync($"http://127.0.0.1:{port}/metrics"));
        await using var proxy = await RunningProxy.StartAsync(o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        var ours = Types(string.Join('\n', await proxy.MetricsAsync()));
        expected.Length.ShouldBeGreaterThan(15);
        expected.Where(line => !line.StartsWith("nodejs_", StringComparison.Ordinal)).Except(ours).ShouldBeEmpty();
    }

    private static string[] Types(string metrics) =>
        [.. metrics.Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l["# TYPE ".Length..].Trim())];

    [GeneratedRegex(@"^ +(-\w, )?--(?<name>[a-z0-9-]+)(?<value> <[^>]+>)?", RegexOptions.Multiline)]
    private static partial Regex Option();
}
