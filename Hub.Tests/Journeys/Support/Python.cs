using System.Diagnostics;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys.Support;

/// <summary>The system's Python, for which Debian's jupyterhub package brings JupyterHub's own client code.</summary>
public static class Python
{
    public static string Program => Peers.Need("python3", "/usr/bin/python3", "python3");

    /// <summary>Skips the test where Python has no such module.</summary>
    public static async Task NeedAsync(string module)
    {
        var (code, said) = await RunAsync([], "-c", $"import {module}");
        if (code != 0)
            throw Peers.Missing("jupyterhub", $"Python has no module {module} (apt-get install jupyterhub): {said}");
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Process.Start(Start(environment, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    public static ProcessStartInfo Start((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
