namespace Hub.Domain.OAuth;

/// <summary>What becomes of a request for authorization: a way back to the client, or a question to the user.</summary>
public abstract record AuthorizeAnswer
{
    private AuthorizeAnswer()
    {
    }

    /// <summary>Back to the client, with a code or with an error.</summary>
    public sealed record Redirect(string Uri) : AuthorizeAnswer;

    /// <summary>The user is to confirm.</summary>
    /// <param name="Scopes">What the form posts back when the user agrees.</param>
    /// <param name="Permissions">What those scopes mean, in words; empty when the client only learns who the user is.</param>
    public sealed record Confirm(OAuthClient Client, IReadOnlyList<string> Scopes, IReadOnlyList<Permission> Permissions) : AuthorizeAnswer;
}
