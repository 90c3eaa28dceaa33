using Hub.Api.Wire.Paths;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Puts the paths below the server's own URL, as JupyterHub's contract does, and everything in a fixed order.</summary>
internal sealed class WholeDocument(string baseUrl) : IDocumentFilter
{
    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        document.Servers = [new OpenApiServer { Url = baseUrl.TrimEnd('/') + ApiPaths.Prefix }];
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(entry => ContractPath.Of(entry.Key), StringComparer.Ordinal))
            paths[ContractPath.Of(path)] = item;
        document.Paths = paths;
        var used = paths.Values.SelectMany(item => item.Operations!.Values).SelectMany(operation => operation.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Reference.Id).ToHashSet();
        document.Tags = ApiDescriptionText.Tags.Where(tag => used.Contains(tag.Key))
            .Select(tag => new OpenApiTag { Name = tag.Key, Description = tag.Value }).ToHashSet();
    }
}
