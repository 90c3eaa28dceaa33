using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hub.Tests.Contract.Clients;

/// <summary>A folder in which a client is generated and compiled, with the programs that do it.</summary>
internal sealed class ClientFolder : IDisposable
{
    private static readonly string DotnetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public ClientFolder() => Root = Directory.CreateTempSubdirectory("hub-client-").FullName;

    public string Root { get; }

    public static string Dotnet => Path.Combine(DotnetRoot, "dotnet");

    /// <summary>Where the runtime's own assemblies are.</summary>
    public static string Runtime => RuntimeEnvironment.GetRuntimeDirectory();

    /// <summary>The C# compiler of the newest SDK there is.</summary>
    public static string CSharpCompiler => Directory.GetDirectories(Path.Combine(DotnetRoot, "sdk"))
        .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Where(File.Exists).Order(StringComparer.Ordinal).Last();

    public string In(string name) => Path.Combine(Root, name);

    /// <summary>Copies a file of the folder <c>Uses</c>.</summary>
    public void Take(string name) => File.Copy(ContractFiles.InTests($"Contract/Clients/Uses/{name}"), In(name));

    /// <summary>Runs a program in the folder, and gives back what it wrote; fails the test when it fails.</summary>
    public async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_ROLL_FORWARD"] = "Major", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments.Take(3))}…\n{await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
