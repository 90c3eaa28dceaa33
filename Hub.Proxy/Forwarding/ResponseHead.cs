using System.Buffers.Text;
using System.Text;
using Hub.Proxy.Upstream;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Proxy.Forwarding;

/// <summary>
/// A backend's status line and headers, read strictly: lines end in CR LF, nothing is folded, and what does not say
/// clearly where the body ends is refused.
/// </summary>
internal sealed class ResponseHead
{
    private string?[]? _lastValues;
    private readonly List<ResponseField> _fields = [];
    private string _connection = "";
    private bool _chunked;
    private long? _length;

    public int Status { get; private set; }

    /// <summary>The phrase if it is not the usual one.</summary>
    public string? Reason { get; private set; }

    public IReadOnlyList<ResponseField> Fields => _fields;

    public BodyKind Body { get; private set; }

    public long Length { get; private set; }

    /// <summary>The value of <c>Content-Length</c>, even where no body follows.</summary>
    public long? ContentLength => _length;

    /// <summary>The connection can carry another request once the body is read.</summary>
    public bool KeepAlive { get; private set; }

    public bool IsInformational => Status is >= 100 and < 200;

    /// <summary>Reads a head if it is complete; <paramref name="consumed"/> is its length.</summary>
    public bool TryParse(ReadOnlySpan<byte> buffer, bool toHead, out int consumed)
    {
        consumed = 0;
        var end = buffer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (buffer.Length >= 5 && !buffer.StartsWith("HTTP/"u8)) throw new UpstreamFailure("the answer is not HTTP");
            return false;
        }

        consumed = end + 4;
        Reset();
        var lines = buffer[..(end + 2)];
        var lineEnd = lines.IndexOf("\r\n"u8);
        var oldVersion = ParseStatusLine(lines[..lineEnd]);
        for (lines = lines[(lineEnd + 2)..]; !lines.IsEmpty; lines = lines[(lineEnd + 2)..])
        {
            lineEnd = lines.IndexOf("\r\n"u8);
            ParseField(lines[..lineEnd]);
        }

        Frame(toHead, oldVersion);
        return true;
    }

    /// <summary>The field ends at the proxy: it is about the connection to the backend.</summary>
    public bool IsForProxy(ResponseField field) => field.Role switch
    {
        HeaderRole.Plain or HeaderRole.Location => _connection.Length > 0 && HeaderRules.IsListed(_connection, field.Name),
        HeaderRole.SetCookie => false,
        HeaderRole.Trailer => Body != BodyKind.Chunked,
        _ => true,
    };

    /// <summary>Forgets the fields and what was kept for the next answer: there will be none.</summary>
    public void Release()
    {
        _fields.Clear();
        _fields.Capacity = 0;
        _lastValues = null;
    }

    private void Reset()
    {
        _fields.Clear();
        _connection = "";
        _chunked = false;
        _length = null;
    }

    private bool ParseStatusLine(ReadOnlySpan<byte> line)
    {
        var bad = line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' '
            || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3 || status < 100
            || (line.Length > 12 && line[12] != ' ') || line.ContainsAny(FieldChars.ControlBytes);
        if (bad) throw new UpstreamFailure("malformed status line");
        Utf8Parser.TryParse(line.Slice(9, 3), out status, out _);
        Status = status;
        var reason = line.Length > 13 ? line[13..] : default;
        Reason = reason.IsEmpty || Ascii.Equals(reason, ReasonPhrases.GetReasonPhrase(status)) ? null : Encoding.Latin1.GetString(reason);
        return line[7] == '0';
    }

    private void ParseField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(FieldChars.TokenBytes)) throw new UpstreamFailure("malformed header name");
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (value.ContainsAny(FieldChars.ControlBytes)) throw new UpstreamFailure("malformed header value");
        var known = KnownHeader.Find(line[..colon]);
        var name = known?.Name ?? Encoding.ASCII.GetString(line[..colon]);
        var text = ValueText(known, value);
        var role = known?.Role ?? HeaderRole.Plain;
        switch (role)
        {
            case HeaderRole.ContentLength:
                if (_length is not null || !TryLength(value, out var length)) throw new UpstreamFailure("malformed or repeated Content-Length");
                _length = length;
                break;
            case HeaderRole.TransferEncoding:
                if (_chunked || !text.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                    throw new UpstreamFailure($"Transfer-Encoding '{text}' is not chunked");
                _chunked = true;
                break;
            case HeaderRole.Connection:
                _connection = _connection.Length == 0 ? text : _connection + "," + text;
                break;
        }

        _fields.Add(new ResponseField(name, text, role, known?.Index ?? -1));
    }

    private void Frame(bool toHead, bool oldVersion)
    {
        if (_chunked && (_length is not null || oldVersion)) throw new UpstreamFailure("Transfer-Encoding contradicts the rest of the head");
        KeepAlive = oldVersion
            ? HeaderRules.IsListed(_connection, "keep-alive")
            : _connection.Length == 0 || !HeaderRules.IsListed(_connection, "close");
        Length = 0;
        if (toHead || IsInformational || Status is 204 or 304) Body = BodyKind.None;
        else if (_chunked) Body = BodyKind.Chunked;
        else if (_length is { } length) (Body, Length) = (length == 0 ? BodyKind.None : BodyKind.Length, length);
        else
        {
            Body = BodyKind.UntilClose;
            KeepAlive = false;
        }
    }

    // Answers on one connection resemble each other; a value that came before needs no new string.
    private string ValueText(KnownHeader? known, ReadOnlySpan<byte> value)
    {
        if (known is null) return Encoding.Latin1.GetString(value);
        _lastValues ??= new string?[KnownHeader.Count];
        ref var last = ref _lastValues[known.Index];
        if (last is not null && Ascii.Equals(value, last)) return last;
        return last = Encoding.Latin1.GetString(value);
    }

    private static bool TryLength(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        return value.Length is > 0 and < 19 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(value, out length, out var used) && used == value.Length;
    }
}
