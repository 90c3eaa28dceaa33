using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Domain.Authenticators.OAuth;

namespace Hub.Domain.Authenticators.AuthState;

/// <summary>Makes environment variables of what is kept about a user, for the servers that are to have it.</summary>
public static partial class AuthStateEnvironment
{
    /// <summary>Fills in templates such as <c>{oauth_user.email}</c>. A variable any part of which is missing is left out.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> templates, JsonObject? state)
    {
        var made = new Dictionary<string, string>();
        foreach (var (variable, template) in templates)
        {
            var complete = true;
            var value = Placeholder().Replace(template, match =>
            {
                var found = state is null ? null : ClaimPath.Find(state, match.Groups[1].Value);
                complete &= found is not null;
                return found is JsonValue one && one.TryGetValue<string>(out var text) ? text : found?.ToJsonString() ?? "";
            });
            // No program can take a variable with a null character in it.
            if (complete && !value.Contains('\0'))
                made[variable] = value;
        }

        return made;
    }

    [GeneratedRegex(@"\{([^{}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
