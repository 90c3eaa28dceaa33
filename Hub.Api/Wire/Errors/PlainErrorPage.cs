using System.Text;
using System.Text.Encodings.Web;

namespace Hub.Api.Wire.Errors;

/// <summary>The page that needs nothing: no layout, no database, no session.</summary>
public sealed class PlainErrorPage : IErrorPage
{
    public Task WriteAsync(HttpContext context, ErrorAnswer error, CancellationToken ct)
    {
        var title = $"{error.Status} : {ErrorAnswer.Phrase(error.Status)}";
        var message = error.Message == ErrorAnswer.Phrase(error.Status) ? "" : $"<p>{HtmlEncoder.Default.Encode(error.Message)}</p>";
        var html = Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1>{message}</body></html>\n");
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = html.Length;
        return context.Response.Body.WriteAsync(html, ct).AsTask();
    }
}
