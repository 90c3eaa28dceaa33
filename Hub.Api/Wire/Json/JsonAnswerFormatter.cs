using Microsoft.AspNetCore.Mvc.Formatters;

namespace Hub.Api.Wire.Json;

/// <summary>Every model that an action returns goes out as JSON, whatever the client says it accepts.</summary>
internal sealed class JsonAnswerFormatter : OutputFormatter
{
    public JsonAnswerFormatter()
    {
        SupportedMediaTypes.Add(JsonAnswer.ContentType);
    }

    public override bool CanWriteResult(OutputFormatterCanWriteContext context) => true;

    public override Task WriteAsync(OutputFormatterWriteContext context) => WriteResponseBodyAsync(context);

    public override Task WriteResponseBodyAsync(OutputFormatterWriteContext context) =>
        JsonAnswer.WriteAsync(context.HttpContext.Response, context.Object, context.HttpContext.RequestAborted);
}
