using Microsoft.AspNetCore.Mvc.Formatters;

namespace Hub.Api.Wire.Json;

/// <summary>Binds the body of a request to the model of an action.</summary>
internal sealed class JsonBodyFormatter : InputFormatter
{
    private readonly int maxBytes;

    public JsonBodyFormatter(WireOptions options)
    {
        maxBytes = options.MaxBodyBytes;
        SupportedMediaTypes.Add("application/json");
    }

    public override bool CanRead(InputFormatterContext context) => true;

    public override async Task<InputFormatterResult> ReadAsync(InputFormatterContext context)
    {
        var http = context.HttpContext;
        var body = await RequestBody.ReadAsync(http.Request, maxBytes, http.RequestAborted);
        return await InputFormatterResult.SuccessAsync(BodyModel.Read(body, context.ModelType, isRequired: context.Metadata.IsRequired));
    }

    public override Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context) => ReadAsync(context);
}
