using Hub.Domain.OAuth;
using Microsoft.Extensions.Primitives;

namespace Hub.Api.OAuth;

/// <summary>Reads a request for authorization from a query, and from the form that answers the question.</summary>
internal static class AuthorizeQuery
{
    private static readonly string[] Parameters =
        ["client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method"];

    public static AuthorizeRequest Read(IQueryCollection query, IFormCollection? form = null)
    {
        StringValues All(string name) => StringValues.Concat(query[name], form?[name] ?? StringValues.Empty);
        string? Of(string name) => All(name) is [var first, ..] ? first : null;
        return new AuthorizeRequest
        {
            ClientId = Of("client_id"),
            RedirectUri = Of("redirect_uri"),
            ResponseType = Of("response_type"),
            Scope = Of("scope"),
            State = Of("state"),
            CodeChallenge = Of("code_challenge"),
            CodeChallengeMethod = Of("code_challenge_method"),
            Repeated = Array.Find(Parameters, name => All(name).Count > 1),
        };
    }
}
