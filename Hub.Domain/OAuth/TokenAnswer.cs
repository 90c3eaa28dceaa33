namespace Hub.Domain.OAuth;

/// <summary>What a client gets for a code.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer()
    {
    }

    public sealed record Granted(string AccessToken, TimeSpan ExpiresIn, IReadOnlyList<string> Scopes) : TokenAnswer;

    public sealed record Refused(OAuthError Error) : TokenAnswer;
}
