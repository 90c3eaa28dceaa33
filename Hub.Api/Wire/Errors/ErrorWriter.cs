using Hub.Api.Wire.Json;
using Hub.Api.Wire.Paths;

namespace Hub.Api.Wire.Errors;

/// <summary>Writes a failure: as JSON on API paths, as a page elsewhere.</summary>
public sealed class ErrorWriter(IErrorPage page)
{
    public Task WriteAsync(HttpContext context, ErrorAnswer error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;

        // What a controller said about the answer it meant to give does not hold for this one.
        response.Headers.ContentLength = null;
        response.Headers.Remove("ETag");
        response.Headers.Remove("Last-Modified");
        response.Headers.Remove("Content-Encoding");
        response.Headers.Remove("Cache-Control");
        if (error.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

        return ApiPaths.AnswersInJson(context.Request.Path)
            ? JsonAnswer.WriteAsync(response, new ErrorModel(error.Status, error.Message, context.TraceIdentifier) { NextStep = error.NextStep }, context.RequestAborted)
            : page.WriteAsync(context, error, context.RequestAborted);
    }
}
