namespace Hub.Tests.Support;

/// <summary>The foreign programs that journeys need. A missing one makes a test skipped and counted, never passed.</summary>
public static class Peers
{
    /// <summary>The first of the paths or names on the PATH that exists; else the test is skipped with the reason.</summary>
    public static string Need(string peer, params string[] programs)
    {
        foreach (var program in programs.SelectMany(Places))
        {
            if (File.Exists(program))
                return program;
        }
        throw Missing(peer, $"{string.Join(" or ", programs)} is not installed");
    }

    /// <summary>configurable-http-proxy as installed by the test script, else one on the PATH.</summary>
    public static string ConfigurableHttpProxy() =>
        Need("configurable-http-proxy", Environment.GetEnvironmentVariable("HUB_TEST_CHP") ?? "configurable-http-proxy", "configurable-http-proxy");

    /// <summary>Thrown, it skips the test with the reason that the test script gave, or else with this one.</summary>
    public static Exception Missing(string peer, string reason) => new IgnoreException($"{peer}: {WhyMissing(peer) ?? reason}");

    // HUB_TEST_MISSING, set by the test script: "name=reason;name=reason".
    private static string? WhyMissing(string peer) =>
        (Environment.GetEnvironmentVariable("HUB_TEST_MISSING") ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('=', 2))
            .Where(entry => entry.Length == 2 && entry[0] == peer)
            .Select(entry => entry[1])
            .FirstOrDefault();

    private static IEnumerable<string> Places(string program) => Path.IsPathRooted(program)
        ? [program]
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, program));
}
