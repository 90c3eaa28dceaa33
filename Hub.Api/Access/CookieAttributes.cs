using System.Text.Json;

namespace Hub.Api.Access;

/// <summary>Reads the cookie attributes of <c>tornado_settings.cookie_options</c>.</summary>
internal static class CookieAttributes
{
    public static Action<CookieOptions>? From(IReadOnlyDictionary<string, JsonElement> given) => given.Count == 0 ? null : cookie =>
    {
        foreach (var (name, value) in given)
        {
            switch (name.ToLowerInvariant())
            {
                case "samesite" when Enum.TryParse<SameSiteMode>(value.ToString(), true, out var mode):
                    cookie.SameSite = mode;
                    break;
                case "secure":
                    cookie.Secure = value.ValueKind == JsonValueKind.True;
                    break;
                default:
                    cookie.Extensions.Add(value.ValueKind == JsonValueKind.True ? name : $"{name}={value}");
                    break;
            }
        }
    };
}
