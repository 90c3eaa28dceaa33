using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>
/// Asks the directory of a Google organization for the groups of a member, with a service account that stands for one of its
/// administrators. Groups of the organization's own domain are known by what is before the <c>@</c>, all others by their whole address,
/// so that a group of the same name elsewhere is another one.
/// </summary>
internal sealed class GoogleDirectory(ProviderOptions own, ProviderHttp http, TimeProvider clock)
{
    private const string Scope = "https://www.googleapis.com/auth/admin.directory.group.readonly";

    // Two hundred groups a page; and so many groups whose own groups are looked up.
    private const int MostPages = 20;
    private const int MostGroups = 500;

    private readonly string api = own.GoogleApiUrl.TrimEnd('/');
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> tokens = new(StringComparer.Ordinal);

    /// <param name="member">The address of the member.</param>
    /// <param name="domain">The organization, in small letters.</param>
    /// <param name="ct">Ends the wait for the directory.</param>
    /// <returns>Nothing for an organization that no key was given for.</returns>
    /// <exception cref="ProviderException">The directory does not say.</exception>
    public async Task<IReadOnlySet<string>> GroupsAsync(string member, string domain, CancellationToken ct)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (KeyOf(own.GoogleServiceAccountKeys, domain) is not { } file || KeyOf(own.GsuiteAdministrator, domain) is not { } administrator)
            return found;
        var token = await TokenAsync(domain, file, $"{administrator}@{domain}", ct);
        var asked = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<string>([member]);
        while (waiting.TryDequeue(out var next) && asked.Count < MostGroups)
        {
            // Groups can be members of each other.
            if (!asked.Add(next))
                continue;
            foreach (var group in await DirectAsync(next, token, ct))
            {
                found.Add(NameOf(group, domain));
                if (own.IncludeNestedGroups)
                    waiting.Enqueue(group);
            }
        }

        return found;
    }

    internal static T? KeyOf<T>(IReadOnlyDictionary<string, T> byDomain, string domain) =>
        byDomain.FirstOrDefault(one => one.Key.Equals(domain, StringComparison.OrdinalIgnoreCase)).Value;

    private static string NameOf(string group, string domain) =>
        group.EndsWith($"@{domain}", StringComparison.OrdinalIgnoreCase) ? group[..^(domain.Length + 1)] : group;

    private async Task<List<string>> DirectAsync(string member, string token, CancellationToken ct)
    {
        var groups = new List<string>();
        var url = $"{api}/admin/directory/v1/groups?userKey={Uri.EscapeDataString(member)}";
        var page = "";
        for (var i = 0; i < MostPages; i++)
        {
            var answer = await http.SendAsync(
                new HttpRequestMessage(HttpMethod.Get, url + page) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } }, ct);
            var json = Good(answer, "the directory of groups");
            groups.AddRange((json["groups"] as JsonArray ?? []).OfType<JsonObject>().Select(group => TextOf(group, "email")).OfType<string>());
            if (TextOf(json, "nextPageToken") is not { Length: > 0 } following)
                break;
            page = $"&pageToken={Uri.EscapeDataString(following)}";
        }

        return groups;
    }

    private async Task<string> TokenAsync(string domain, string file, string administrator, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (tokens.TryGetValue(domain, out var kept) && now < kept.Until)
            return kept.Token;
        var key = Key(file);
        var answer = await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, key.TokenUrl)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    ["assertion"] = key.Assertion(administrator, Scope, now),
                }),
            },
            ct);
        var json = Good(answer, "the token of the service account");
        var token = TextOf(json, "access_token") ?? throw new ProviderException("Google gave the service account no token");
        // A minute early, for the way there.
        var life = json["expires_in"] is JsonValue value && value.TryGetValue<double>(out var seconds) ? seconds : 0;
        tokens[domain] = (token, now + TimeSpan.FromSeconds(Math.Clamp(life - 60, 0, 3600)));
        return token;
    }

    private static ServiceAccountKey Key(string file)
    {
        try
        {
            return ServiceAccountKey.Read(file);
        }
        catch (ArgumentException wrong)
        {
            throw new ProviderException(wrong.Message);
        }
    }

    private static JsonObject Good(ProviderAnswerBody answer, string what)
    {
        if (answer is { Status: 200, Json: JsonObject json })
            return json;
        // As the API says it, or as the token endpoint does.
        var why = answer.Json is JsonObject said
            ? said["error"] is JsonObject error ? TextOf(error, "message") : TextOf(said, "error_description") ?? TextOf(said, "error")
            : null;
        throw new ProviderException($"Google answered {answer.Status} when it was asked for {what}: {why ?? "no reason given"}");
    }

    private static string? TextOf(JsonObject json, string key) => json[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
