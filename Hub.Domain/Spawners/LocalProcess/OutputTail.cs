using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>The last lines of a server's output, fit to be shown: bounded, without control characters and without secrets.</summary>
public static partial class OutputTail
{
    private const int MostLines = 20;
    private const int MostLetters = 4096;
    private const int Window = 16 * 1024;

    /// <summary>What is kept in place of a secret to know it again; not the hash it is looked up by.</summary>
    public static string Fingerprint(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("output " + secret)));

    /// <summary>Empty when there is no such file.</summary>
    public static string Read(string path, string? secretFingerprint)
    {
        if (!File.Exists(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(Math.Max(0, file.Length - Window), SeekOrigin.Begin);
        var bytes = new byte[Window];
        var read = file.ReadAtLeast(bytes, Window, throwOnEndOfStream: false);
        return Clean(Encoding.UTF8.GetString(bytes, 0, read), secretFingerprint);
    }

    public static string Clean(string text, string? secretFingerprint)
    {
        var plain = TerminalCodes().Replace(text, "").Replace("\r\n", "\n").Replace('\r', '\n').Replace('\t', ' ');
        var visible = string.Concat(plain.Where(letter => letter == '\n' || !char.IsControl(letter)));
        var safe = TokenParameters().Replace(visible, "$1***");
        if (secretFingerprint is not null)
            safe = Words().Replace(safe, word => Fingerprint(word.Value) == secretFingerprint ? "***" : word.Value);
        var lines = safe.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).TakeLast(MostLines);
        var tail = string.Join('\n', lines);
        return tail.Length <= MostLetters ? tail : tail[^MostLetters..];
    }

    [GeneratedRegex(@"\e(\[[0-?]*[ -/]*[@-~]|\][^\a\e]*(\a|\e\\)?|[@-Z\\^_])")]
    private static partial Regex TerminalCodes();

    [GeneratedRegex(@"((?:token|password|secret)[""']?\s*[=:]\s*[""']?|authorization:\s*\w+\s+)[^\s&""']+", RegexOptions.IgnoreCase)]
    private static partial Regex TokenParameters();

    [GeneratedRegex("[A-Za-z0-9_-]{8,}")]
    private static partial Regex Words();
}
