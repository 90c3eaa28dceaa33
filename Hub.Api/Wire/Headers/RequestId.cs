using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Hub.Api.Wire.Headers;

/// <summary>The name under which a request stands in our logs, in its answer, and in the logs of whoever sent it.</summary>
public static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int Longest = 128;

    private static readonly SearchValues<char> Legal =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:+/=");

    /// <summary>The client's own id where it is one harmless word, else a new one.</summary>
    public static string From(StringValues given) =>
        given.Count == 1 && given[0] is { Length: > 0 and <= Longest } id && !id.AsSpan().ContainsAnyExcept(Legal) ? id : New();

    private static string New() => Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);
}
