using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Wire.Json;

/// <summary>An answer already written and tagged, which can be given again and again.</summary>
public sealed class PreparedJson : ActionResult
{
    private readonly byte[] body;
    private readonly string tag;

    private PreparedJson(ReadOnlySpan<byte> body)
    {
        this.body = body.ToArray();
        tag = JsonAnswer.TagOf(body);
    }

    public static PreparedJson Of(object? value)
    {
        using var text = new Utf8Buffer();
        JsonAnswer.Serialize(text, value);
        return new PreparedJson(text.Written.Span);
    }

    public override Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        return JsonAnswer.IsKnown(response, tag) ? Task.CompletedTask : JsonAnswer.WriteBytesAsync(response, body, context.HttpContext.RequestAborted);
    }
}
