using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Hub.Api.Wire.Json;

/// <summary>Chooses the only formatter there is, without reading the Accept header first.</summary>
internal sealed class OnlyJson : OutputFormatterSelector
{
    private readonly JsonAnswerFormatter json = new();

    public override IOutputFormatter SelectFormatter(
        OutputFormatterCanWriteContext context, IList<IOutputFormatter> formatters, MediaTypeCollection mediaTypes) => json;
}
