using System.Text;

namespace Hub.Domain.Configuration.Verbs;

/// <summary>What <c>validate-config</c> prints: every mistake and every warning, or that all is well.</summary>
public static class ValidateConfigText
{
    public static string Render(ConfigurationResult result)
    {
        var text = new StringBuilder();
        foreach (var mistake in result.Mistakes)
            text.Append("mistake: ").AppendLine(mistake.ToString());
        foreach (var warning in result.Warnings)
            text.Append("warning: ").AppendLine(warning.ToString());
        var warnings = result.Warnings.Count == 0 ? "" : $", {Count(result.Warnings.Count, "warning")}";
        return text.AppendLine(result.IsValid
            ? $"The configuration is valid{warnings}."
            : $"The configuration is not valid: {Count(result.Mistakes.Count, "mistake")}{warnings}.").ToString();
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
