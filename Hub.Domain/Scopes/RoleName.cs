using System.Text.RegularExpressions;

namespace Hub.Domain.Scopes;

/// <summary>The rule for names of roles.</summary>
public static partial class RoleName
{
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>What is wrong with a name, and what is allowed; null when nothing is wrong.</summary>
    public static string? MistakeIn(string name) => IsValid(name)
        ? null
        : $"Invalid role name: '{name}'. Role names must be 3-255 characters, contain only lowercase ascii letters, numbers and '-.~_', "
            + "start with a letter and end with a letter or number";

    [GeneratedRegex(@"^[a-z][a-z0-9\-_~.]{1,253}[a-z0-9]\z")]
    private static partial Regex Pattern();
}
