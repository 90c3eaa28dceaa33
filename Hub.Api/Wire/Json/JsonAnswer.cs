using System.Security.Cryptography;
using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>Writes one value as the JSON body of an answer.</summary>
public static class JsonAnswer
{
    public const string ContentType = "application/json";

    public static async Task WriteAsync(HttpResponse response, object? value, CancellationToken ct)
    {
        using var text = new Utf8Buffer();
        Serialize(text, value);
        if (response.StatusCode == StatusCodes.Status200OK && HttpMethods.IsGet(response.HttpContext.Request.Method)
            && IsKnown(response, TagOf(text.Written.Span)))
            return;
        await WriteBytesAsync(response, text.Written, ct);
    }

    internal static async Task WriteBytesAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, ct);
    }

    internal static void Serialize(TextWriter text, object? value)
    {
        using var json = new JsonTextWriter(text) { ArrayPool = CharPool.Shared, CloseOutput = false };
        HubJson.Serializer.Serialize(json, value);
    }

    internal static string TagOf(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Convert.ToHexStringLower(hash[..16])}\"";
    }

    /// <summary>Marks the answer with a tag of its content; true, and answered, when the client already has this very content.</summary>
    internal static bool IsKnown(HttpResponse response, string tag)
    {
        response.Headers.ETag = tag;
        foreach (var known in response.HttpContext.Request.Headers.IfNoneMatch)
        {
            if (known is not null && (known == "*" || known.Contains(tag, StringComparison.Ordinal)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return true;
            }
        }

        return false;
    }
}
