using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Errors;

/// <summary>Pages for errors: from a directory, read anew each time so that they can be edited, or those built in.</summary>
internal sealed class ErrorPages(string? directory, ProxyLog log)
{
    private static readonly Lazy<FrozenDictionary<string, byte[]>> _builtIn = new(LoadBuiltIn);

    /// <summary>The page for a status, or null if there is neither one of its own nor a general one.</summary>
    public async ValueTask<byte[]?> FindAsync(int status)
    {
        var name = status.ToString(CultureInfo.InvariantCulture) + ".html";
        if (directory is null) return _builtIn.Value.GetValueOrDefault(name) ?? _builtIn.Value.GetValueOrDefault("error.html");
        return await ReadAsync(name).ConfigureAwait(false) ?? await ReadAsync("error.html").ConfigureAwait(false);
    }

    private async ValueTask<byte[]?> ReadAsync(string name)
    {
        var file = Path.Combine(directory!, name);
        try
        {
            return await File.ReadAllBytesAsync(file).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            log.Debug($"No error file {file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error($"Error reading {file}: {e.Message}");
        }

        return null;
    }

    private static FrozenDictionary<string, byte[]> LoadBuiltIn()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(n => n.EndsWith(".html", StringComparison.Ordinal))
            .ToFrozenDictionary(n => n, n => Load(assembly, n));
    }

    private static byte[] Load(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var page = new byte[stream.Length];
        stream.ReadExactly(page);
        return page;
    }
}
