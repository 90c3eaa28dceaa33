using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hub.Domain.Access;

namespace Hub.Domain.Configuration;

/// <summary>The key cookies are protected with, from the configuration or from a file only the hub's account can read.</summary>
public sealed class CookieSecret
{
    /// <summary>The number of bytes of a key.</summary>
    public const int Length = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private CookieSecret(byte[] bytes, string origin, bool isNew)
    {
        Bytes = bytes;
        Origin = origin;
        IsNew = isNew;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where it came from, in words that may be logged.</summary>
    public string Origin { get; }

    /// <summary>Whether this hub has just made it, so that no earlier login is valid.</summary>
    public bool IsNew { get; }

    /// <summary>Takes the configured key, or reads the file, or makes the file.</summary>
    /// <param name="options">The options that hold the key or name the file.</param>
    /// <param name="dataPath">The folder where a relative file name starts.</param>
    /// <param name="ct">Ends the waiting for the disk.</param>
    /// <exception cref="InvalidDataException">The file can be read by others, or holds no key; the message says what to do.</exception>
    public static async Task<CookieSecret> LoadAsync(SessionOptions options, string dataPath, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(options.CookieSecret))
            return new CookieSecret(Convert.FromHexString(options.CookieSecret), "configuration", false);
        var path = Path.GetFullPath(options.CookieSecretFile, Path.GetFullPath(dataPath));
        var isNew = !File.Exists(path) && await CreateAsync(path, ct);
        return new CookieSecret(await ReadAsync(path, ct), path, isNew);
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken ct)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
            throw new InvalidDataException($"{path} can be read or written by others than its owner; run: chmod 600 {path}");
        var text = (await File.ReadAllTextAsync(path, ct)).Trim();
        if (text.Length != 2 * Length || !text.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException(
                $"{path} does not hold {Length} bytes as hexadecimal digits; make a new one: openssl rand -hex {Length} > {path}");
        }

        return Convert.FromHexString(text);
    }

    /// <summary>Makes the file; false when another hub was first, whose key then is the one.</summary>
    private static async Task<bool> CreateAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Written beside and linked, so that a hub starting at the same moment finds no file or a whole one, and only one of them wins;
        // moving without overwriting looks first and moves then, which is not the same.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = OwnerOnly;
        try
        {
            await using (var writer = new StreamWriter(draft, file))
                await writer.WriteLineAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length)).AsMemory(), ct);
            if (Link(draft, path) == 0)
                return true;
            var problem = Marshal.GetLastPInvokeErrorMessage();
            return File.Exists(path) ? false : throw new InvalidDataException($"{path} cannot be made: {problem}");
        }
        finally
        {
            File.Delete(draft);
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);
}
