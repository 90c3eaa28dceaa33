using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Api.Background;

/// <summary>The command line of the proxy, with the flags JupyterHub gives.</summary>
public sealed record ProxyCommand(IReadOnlyList<string> Words)
{
    private const string ProxyDll = "Hub.Proxy.dll";
    private const string ErrorTarget = "--error-target";

    /// <summary>
    /// Equal for equal commands. The token is no part of a command; nor is the page of errors, which any hub of several has: a proxy
    /// is not ended because another of them takes it over.
    /// </summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', Essential()))));

    public static ProxyCommand For(ProxyProcessSettings settings)
    {
        var command = settings.Command.Count > 0 ? settings.Command : Default(AppContext.BaseDirectory);
        var isOwn = settings.Command.Count == 0 && command.Count > 1;
        return new ProxyCommand([
            Locate(command[0]), .. command.Skip(1), .. Flags(settings),
            .. isOwn && settings.StorageFile.Length > 0 ? (string[])["--storage-file", settings.StorageFile] : [],
        ]);
    }

    /// <summary>Hub.Proxy beside the hub's program or in its place in the solution; where there is none, configurable-http-proxy.</summary>
    public static IReadOnlyList<string> Default(string programFolder)
    {
        var folder = new DirectoryInfo(programFolder.TrimEnd('/'));
        // Hub.Api/bin/Release/net10.0 → Hub.Proxy/bin/Release/net10.0
        var sibling = Path.Combine(folder.FullName, "../../../..", "Hub.Proxy/bin", folder.Parent?.Name ?? "", folder.Name);
        var found = new[] { folder.FullName, sibling }
            .Select(place => Path.GetFullPath(Path.Combine(place, ProxyDll)))
            .FirstOrDefault(dll => File.Exists(dll) && File.Exists(Path.ChangeExtension(dll, ".runtimeconfig.json")));
        return found is null ? ["configurable-http-proxy"] : [DotnetHost(), found];
    }

    private static IEnumerable<string> Flags(ProxyProcessSettings settings)
    {
        yield return "--ip";
        yield return settings.Ip;
        yield return "--port";
        yield return settings.Port.ToString(CultureInfo.InvariantCulture);
        yield return "--api-ip";
        yield return settings.Api.ApiUrl.IdnHost;
        yield return "--api-port";
        yield return settings.Api.ApiUrl.Port.ToString(CultureInfo.InvariantCulture);
        yield return ErrorTarget;
        yield return settings.ErrorTarget;
        yield return "--log-level";
        yield return settings.LogLevel;
        if (settings.HostRouting)
            yield return "--host-routing";
        foreach (var (flag, file) in new[] { ("--ssl-key", settings.SslKey), ("--ssl-cert", settings.SslCert) })
        {
            if (file.Length == 0)
                continue;
            yield return flag;
            yield return file;
        }
    }

    private IEnumerable<string> Essential() =>
        Words.Where((word, index) => word != ErrorTarget && (index == 0 || Words[index - 1] != ErrorTarget));

    private static string Locate(string program)
    {
        var places = program.Contains('/')
            ? [Path.GetFullPath(program)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, program));
        return places.FirstOrDefault(File.Exists) ?? throw new ProxyStartException(
            $"ConfigurableHTTPProxy.command: there is no program '{program}'. Give the proxy's full path, or install one: " +
            "npm install -g configurable-http-proxy");
    }

    /// <summary>The dotnet that runs this program, so that the proxy needs no other.</summary>
    private static string DotnetHost()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var host = Path.GetFullPath(Path.Combine(runtime, "../../../dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
