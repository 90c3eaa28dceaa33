using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Tests.Support.Secrets;

/// <summary>Notes every secret that goes by between a client and a hub: tokens, passwords, codes, login cookies.</summary>
public sealed partial class SecretWatch(int port, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HashSet<string> s_fields =
    [
        "password", "signup_password", "new_password", "old_password", "client_secret", "code", "code_verifier", "refresh_token", "otp", "state",
    ];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (UsedSecrets.At(port) is not { } used)
            return await base.SendAsync(request, cancellationToken);
        if (request.Headers.Authorization?.Parameter is { } token)
            used.Add("token", token);
        if (request.Content is FormUrlEncodedContent form)
            AddFields(used, await form.ReadAsStringAsync(cancellationToken));
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            foreach (var cookie in cookies.Where(cookie => cookie.Contains("-login=", StringComparison.Ordinal) || cookie.StartsWith("oauthenticator-state", StringComparison.Ordinal)))
                used.Add("cookie", cookie.Split(';')[0].Split('=', 2)[1]);
        }

        if (answer.Headers.Location?.OriginalString is { } place && place.Contains('?'))
            AddFields(used, place[(place.IndexOf('?') + 1)..]);
        if (request.Method == HttpMethod.Post && IsJson(answer.Content.Headers))
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            foreach (Match match in InJson().Matches(await answer.Content.ReadAsStringAsync(cancellationToken)))
                used.Add(match.Groups[1].Value, match.Groups[2].Value);
        }

        return answer;
    }

    private static bool IsJson(HttpContentHeaders headers) => headers.ContentType?.MediaType == "application/json";

    private static void AddFields(UsedSecrets used, string query)
    {
        foreach (var (name, values) in QueryHelpers.ParseQuery(query).Where(field => s_fields.Contains(field.Key)))
        {
            foreach (var value in values)
                used.Add(name, value);
        }
    }

    [GeneratedRegex("\"(token|access_token|refresh_token|code)\"\\s*:\\s*\"([^\"]+)\"")]
    private static partial Regex InJson();
}
