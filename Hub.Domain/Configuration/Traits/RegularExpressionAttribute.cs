using System.Text.RegularExpressions;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Text that is itself a regular expression, or empty.</summary>
public sealed class RegularExpressionAttribute : ValueCheckAttribute
{
    public override string Allowed => "a regular expression";

    public override string? Problem(object value)
    {
        try
        {
            _ = new Regex((string)value, RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException e)
        {
            return "is not a regular expression: " + e.Message;
        }
    }
}
