using Hub.Domain.Configuration;

namespace Hub.Api.Pages;

/// <summary>The picture on every page: the operator's, or the hub's own. It is read once.</summary>
public sealed class Logo(PageOptions options, AssetFiles files)
{
    private readonly Lazy<AssetFile?> file = new(() => options.LogoFile.Length > 0 ? AssetFiles.FromDisk(options.LogoFile) : files.Find("images/logo.svg"));

    public AssetFile? File => file.Value;
}
