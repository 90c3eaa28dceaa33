using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Hub.Api.Wire.Json;

/// <summary>An empty or blank text in a path or query is that text: MVC would make it null, and the default server's name is empty.</summary>
internal sealed class KeepEmptyText : IDisplayMetadataProvider
{
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context) => context.DisplayMetadata.ConvertEmptyStringToNull = false;
}
