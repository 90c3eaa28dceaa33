using System.Diagnostics;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Authenticators.Pam;

/// <summary>An account of the machine and PAM services for it, made for a test and gone after it. Needs root.</summary>
internal sealed class PamAccount : IDisposable
{
    public const string Password = "pam's own, long";

    private readonly List<string> services = [];

    private PamAccount(string name) => Name = name;

    public string Name { get; }

    public static PamAccount Make(params string[] groups)
    {
        if (!Environment.IsPrivilegedProcess)
            throw Peers.Missing("pam", "only root can make an account to test with");
        Peers.Need("pam", "useradd");
        Peers.Need("pam", "chpasswd");
        var account = new PamAccount($"hubt{Environment.ProcessId % 100_000}{(char)('a' + Random.Shared.Next(26))}");
        foreach (var group in groups)
            Run("groupadd", ["-f", group]);
        Run("useradd", ["-M", "-s", "/bin/sh", .. groups.Length == 0 ? Array.Empty<string>() : ["-G", string.Join(",", groups)], account.Name]);
        Run("chpasswd", [], $"{account.Name}:{Password}\n");
        return account;
    }

    /// <summary>Writes a service of these rules and gives its name.</summary>
    public string Service(string rules)
    {
        var name = $"{Name}-{services.Count}";
        File.WriteAllText($"/etc/pam.d/{name}", rules + "\n");
        services.Add(name);
        return name;
    }

    public static void Run(string program, IEnumerable<string> arguments, string? input = null)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true })!;
        run.StandardInput.Write(input);
        run.StandardInput.Close();
        run.WaitForExit();
        run.ExitCode.ShouldBe(0, program);
    }

    public void Dispose()
    {
        services.ForEach(service => File.Delete($"/etc/pam.d/{service}"));
        Run("userdel", [Name]);
    }
}
