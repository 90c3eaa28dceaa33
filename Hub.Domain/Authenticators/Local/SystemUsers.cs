using System.Diagnostics;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators.Multi;
using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Local;

/// <summary>Makes accounts of the machine for users who have none, where the configuration wants that.</summary>
public sealed partial class SystemUsers(UserRealms realms, ILogger<SystemUsers> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The programs that make accounts lock their files; one after the other is as fast and never fails for that.
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Sees to it that every one of these users has an account.</summary>
    /// <exception cref="ConflictException">One could not be made.</exception>
    public async Task EnsureAsync(IEnumerable<string> users, CancellationToken ct)
    {
        var wanted = users.Select(user => (user, realms.Of(user).LocalAccounts)).Where(pair => pair.LocalAccounts.CreateSystemUsers).ToList();
        if (wanted.Count == 0)
            return;
        await one.WaitAsync(ct);
        try
        {
            foreach (var (user, options) in wanted.Where(pair => UnixAccounts.Find(pair.user) is null))
                await MakeAsync(user, options, ct);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task MakeAsync(string user, LocalOptions options, CancellationToken ct)
    {
        // A name that begins with a dash would be an option of the command.
        if (!AccountName().IsMatch(user))
            throw new ConflictException($"No account of the machine can be called {QuotedName.Of(user)}");
        log.LogInformation("Making an account of the machine for {User}", QuotedName.Of(user));
        var (exit, output) = await RunAsync(Command(user, options), ct);
        if (exit == 0 && UnixAccounts.Find(user) is not null)
            return;
        log.LogError("No account was made for {User}: exit status {Exit}, {Output}", QuotedName.Of(user), exit, output);
        throw new ConflictException($"Failed to create the system user {QuotedName.Of(user)}");
    }

    private static List<string> Command(string user, LocalOptions options)
    {
        var command = options.AddUserCmd.Select(part => part.Replace("USERNAME", user, StringComparison.Ordinal)).ToList();
        if (options.Uids.TryGetValue(user, out var uid))
            command.AddRange(["--uid", $"{uid}"]);
        return [.. command, user];
    }

    private static async Task<(int Exit, string Output)> RunAsync(List<string> command, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Patience);
        process.StandardInput.Close();
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(bounded.Token), process.StandardError.ReadToEndAsync(bounded.Token));
            await process.WaitForExitAsync(bounded.Token);
            return (process.ExitCode, string.Concat(texts).Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"^[a-z0-9_][a-z0-9_.@-]*\z")]
    private static partial Regex AccountName();
}
