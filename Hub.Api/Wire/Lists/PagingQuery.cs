using System.Globalization;
using Hub.Domain.Errors;

namespace Hub.Api.Wire.Lists;

/// <summary>Reads <c>offset</c> and <c>limit</c> as JupyterHub does, that is, as Python reads integers.</summary>
public static class PagingQuery
{
    private const int LongestNumber = 4300;

    /// <summary>The number, without its sign and no larger than an int; a text that is no integer is refused.</summary>
    public static int Number(string text)
    {
        var digits = text.AsSpan().Trim();
        if (!digits.IsEmpty && digits[0] is '+' or '-')
            digits = digits[1..];
        if (digits.Length > LongestNumber || !IsNumber(digits))
            throw new InvalidInputException("Invalid argument type, offset and limit must be integers");

        long value = 0;
        foreach (var digit in digits)
        {
            if (digit != '_')
                value = Math.Min((value * 10) + CharUnicodeInfo.GetDecimalDigitValue(digit), int.MaxValue);
        }

        return (int)value;
    }

    /// <summary>Digits of any script, with single underscores between them.</summary>
    private static bool IsNumber(ReadOnlySpan<char> digits)
    {
        var afterDigit = false;
        foreach (var c in digits)
        {
            var isDigit = char.IsDigit(c);
            if (!isDigit && (c != '_' || !afterDigit))
                return false;
            afterDigit = isDigit;
        }

        return afterDigit;
    }
}
