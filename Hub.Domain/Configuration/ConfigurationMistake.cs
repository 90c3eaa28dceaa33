using System.Text;

namespace Hub.Domain.Configuration;

/// <summary>Something wrong in the configuration, said so that it can be put right; never holds a secret.</summary>
/// <param name="Setting">Class, trait and place inside its value, as <c>JupyterHub.services[0].url</c>; empty for a broken source.</param>
/// <param name="Value">The value, or null where there is none to show.</param>
/// <param name="Origin">Where it was written.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Suggestion">What was probably meant.</param>
/// <param name="Instead">What does what this does not do here.</param>
public sealed record ConfigurationMistake(
    string Setting, string? Value, string Origin, string Problem, string? Allowed = null, string? Suggestion = null, string? Instead = null)
{
    public override string ToString()
    {
        var text = new StringBuilder(Setting);
        if (Value is not null)
            text.Append(" = ").Append(Value);
        text.Append(Setting.Length == 0 ? "" : " (").Append(Origin).Append(Setting.Length == 0 ? "" : ")");
        text.Append(": ").Append(Problem);
        if (Allowed is not null)
            text.Append("; allowed: ").Append(Allowed);
        if (Instead is not null)
            text.Append("; instead: ").Append(Instead);
        if (Suggestion is not null)
            text.Append("; did you mean ").Append(Suggestion).Append('?');
        return text.ToString();
    }
}
