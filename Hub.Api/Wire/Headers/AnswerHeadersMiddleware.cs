namespace Hub.Api.Wire.Headers;

/// <summary>Names the request and puts the standing headers on its answer, before anything can fail.</summary>
public sealed class AnswerHeadersMiddleware(RequestDelegate next, AnswerHeaders headers)
{
    public Task InvokeAsync(HttpContext context)
    {
        var id = RequestId.From(context.Request.Headers[RequestId.Header]);
        context.TraceIdentifier = id;
        context.Response.Headers[RequestId.Header] = id;
        headers.Apply(context);
        return next(context);
    }
}
