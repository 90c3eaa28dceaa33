using System.ComponentModel;
using System.Diagnostics;

namespace Hub.Domain.Servers;

/// <summary>Runs the command of a hook.</summary>
internal sealed class HookCommand(TimeSpan timeout)
{
    private const int LongestAnswer = 64 * 1024;

    /// <returns>What it wrote.</returns>
    /// <exception cref="HookFailedException">It could not be run, took too long, or ended with another status than 0.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> command, string story, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(timeout);
        using var process = Start(command);
        try
        {
            var (output, errors) = (ReadAsync(process.StandardOutput, bounded.Token), ReadAsync(process.StandardError, bounded.Token));
            await GiveAsync(process, story, bounded.Token);
            await process.WaitForExitAsync(bounded.Token);
            var said = (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return process.ExitCode == 0
                ? await output
                : throw new HookFailedException(said ?? $"{command[0]} ended with status {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new HookFailedException($"{command[0]} took longer than {timeout.TotalSeconds:0} seconds");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception missing)
        {
            throw new HookFailedException($"{command[0]} cannot be run: {missing.Message}", missing);
        }
    }

    private static async Task GiveAsync(Process process, string story, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.WriteAsync(story.AsMemory(), ct);
            process.StandardInput.Close();
        }
        catch (IOException notRead) when (notRead is not FileNotFoundException)
        {
            // A command need not read what it is told; its status is what counts.
            Debug.WriteLine(notRead.Message);
        }
    }

    /// <summary>Everything is read, so that the command never waits for us, and only so much is kept.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        var kept = new System.Text.StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, ct) is var read and > 0)
            kept.Append(buffer, 0, Math.Min(read, Math.Max(0, LongestAnswer - kept.Length)));
        return kept.ToString();
    }
}
