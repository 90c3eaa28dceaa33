using System.ComponentModel;
using System.Diagnostics;

namespace Hub.Data.Embedded;

/// <summary>Runs a short-lived program to its end, as PostgreSQL's account if there is one.</summary>
internal sealed class ProgramRunner(SystemAccount? account)
{
    public async Task<ProgramResult> RunAsync(string folder, string program, IReadOnlyList<string> arguments, CancellationToken ct, string input = "")
    {
        using var process = Start(Describe(folder, program, arguments));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public Task<ProgramResult> ShellAsync(string folder, string script, CancellationToken ct, string input = "", params string[] arguments) =>
        RunAsync(folder, "/bin/sh", ["-c", script, "sh", .. arguments], ct, input);

    private ProcessStartInfo Describe(string folder, string program, IReadOnlyList<string> arguments)
    {
        // The account must be able to stand in the folder, and PG* variables of the operator's shell must not leak in.
        var info = new ProcessStartInfo(account is null ? program : "setpriv")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin:/usr/sbin:/sbin";
        info.Environment["LC_ALL"] = "C";
        info.Environment["HOME"] = folder;
        if (account is not null)
        {
            string[] drop = ["--reuid", account.Uid, "--regid", account.Gid, "--clear-groups", "--inh-caps=-all", "--no-new-privs", "--"];
            foreach (var word in drop.Append(program))
                info.ArgumentList.Add(word);
        }
        foreach (var word in arguments)
            info.ArgumentList.Add(word);
        return info;
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info) ?? throw new EmbeddedPostgresException($"The program {info.FileName} did not start.");
        }
        catch (Win32Exception error)
        {
            throw new EmbeddedPostgresException($"The program {info.FileName} could not be started in {info.WorkingDirectory}: {error.Message}", error);
        }
    }
}
