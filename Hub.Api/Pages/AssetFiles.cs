using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Hub.Api.Pages;

/// <summary>
/// The style sheets, scripts and images of the pages. They lie inside the program, so that it runs from any folder, and each
/// has an address that changes with its content, so that browsers can keep it for good.
/// </summary>
public sealed class AssetFiles
{
    private const string ResourcePrefix = "static/";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
    };

    private readonly FrozenDictionary<string, AssetFile> files;
    private readonly HubLinks links;

    public AssetFiles(HubLinks links)
    {
        this.links = links;
        var assembly = typeof(AssetFiles).Assembly;
        files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[ResourcePrefix.Length..], name => Read(assembly.GetManifestResourceStream(name)!, name));
    }

    public AssetFile? Find(string path) => files.GetValueOrDefault(path);

    /// <summary>The address to write into a page.</summary>
    public string Url(string path) => $"{links.Prefix}static/{path}?v={files[path].Version}";

    /// <summary>A picture of the operator's.</summary>
    internal static AssetFile FromDisk(string path) => Read(File.OpenRead(path), path);

    private static AssetFile Read(Stream stream, string name)
    {
        using (stream)
        {
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var version = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
            return new AssetFile(content, Types.GetValueOrDefault(Path.GetExtension(name).ToLowerInvariant(), "application/octet-stream"), version);
        }
    }
}

/// <summary>One file with what a browser needs to know of it.</summary>
public sealed record AssetFile(byte[] Content, string ContentType, string Version);
