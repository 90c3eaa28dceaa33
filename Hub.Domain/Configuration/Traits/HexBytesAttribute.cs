namespace Hub.Domain.Configuration.Traits;

/// <summary>A number of bytes written as hexadecimal digits, or nothing.</summary>
public sealed class HexBytesAttribute(int bytes) : ValueCheckAttribute
{
    public override string Allowed => $"{bytes} bytes as {2 * bytes} hexadecimal digits";

    public override string? Problem(object value)
    {
        var text = (string)value;
        if (text.Length > 0 && !text.All(char.IsAsciiHexDigit))
            return "holds something else than hexadecimal digits";
        return text.Length == 0 || text.Length == 2 * bytes ? null : $"has {text.Length} digits";
    }
}
