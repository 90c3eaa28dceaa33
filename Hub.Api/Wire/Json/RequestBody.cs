using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Hub.Domain.Errors;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>Reads the body of a request as JSON, whatever its Content-Type says.</summary>
public static class RequestBody
{
    /// <summary>The words for a body that is no JSON.</summary>
    public const string NoJson = "Invalid JSON in body of request";

    /// <summary>Null when there is no body, or when it is the word <c>null</c>.</summary>
    public static async Task<JToken?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (request.ContentLength == 0)
            return null;
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(maxBytes);
            }

            if (read.IsCompleted)
                return Parse(reader, read.Buffer);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static JToken? Parse(PipeReader reader, ReadOnlySequence<byte> body)
    {
        try
        {
            if (body.IsEmpty)
                return null;
            var token = JsonText.Parse(body.IsSingleSegment ? body.FirstSpan : body.ToArray());
            return token.Type == JTokenType.Null ? null : token;
        }
        catch (JsonException)
        {
            throw new InvalidInputException(NoJson);
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    private static BadHttpRequestException TooLarge(int maxBytes) =>
        new($"The body of a request can have at most {maxBytes} bytes", StatusCodes.Status413PayloadTooLarge);
}
