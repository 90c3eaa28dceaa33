using Hub.Domain.OAuth;

namespace Hub.Api.OAuth;

/// <summary>Reads a request for authorization from a query.</summary>
internal static class AuthorizeQuery
{
    private static readonly string[] Parameters =
        ["client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method"];

    public static AuthorizeRequest Read(IQueryCollection query)
    {
        string? Of(string name) => query.TryGetValue(name, out var values) ? values[0] : null;
        return new AuthorizeRequest
        {
            ClientId = Of("client_id"),
            RedirectUri = Of("redirect_uri"),
            ResponseType = Of("response_type"),
            Scope = Of("scope"),
            State = Of("state"),
            CodeChallenge = Of("code_challenge"),
            CodeChallengeMethod = Of("code_challenge_method"),
            Repeated = Array.Find(Parameters, name => query[name].Count > 1),
        };
    }
}
