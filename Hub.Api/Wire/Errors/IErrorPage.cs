namespace Hub.Api.Wire.Errors;

/// <summary>Shows a failure to somebody with a browser.</summary>
public interface IErrorPage
{
    /// <summary>Writes the body; status and standing headers are already set.</summary>
    Task WriteAsync(HttpContext context, ErrorAnswer error, CancellationToken ct);
}
