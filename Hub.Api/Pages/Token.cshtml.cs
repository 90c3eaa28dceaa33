using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Domain.Access;
using Hub.Domain.Tokens;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>The tokens of a user, and the programs that were let in.</summary>
[SignedIn]
public sealed class TokenPage(ITokenStore tokens, TokenOptions options) : PageModel
{
    private static readonly (string Name, TimeSpan Span)[] Spans =
    [
        ("1 Hour", TimeSpan.FromHours(1)), ("1 Day", TimeSpan.FromDays(1)), ("1 Week", TimeSpan.FromDays(7)),
        ("1 Month", TimeSpan.FromDays(30)), ("1 Year", TimeSpan.FromDays(365)),
    ];

    public IReadOnlyList<TokenSnapshot> ApiTokens { get; private set; } = [];

    /// <summary>One entry for each program, with all tokens it has.</summary>
    public IReadOnlyList<IReadOnlyList<TokenSnapshot>> Applications { get; private set; } = [];

    /// <summary>How long a token may live, in words and seconds; no seconds for ever.</summary>
    public IReadOnlyList<(string Name, int? Seconds)> Lifetimes { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var all = await tokens.ListAsync(OwnerKind.User, HttpContext.Caller()!.Id, ct);
        ApiTokens = [.. all.Where(token => token.Token.OAuthClientId is null)];
        Applications = [.. all.Where(token => token.Token.OAuthClientId is not null)
            .GroupBy(token => token.Token.OAuthClientId).Select(group => (IReadOnlyList<TokenSnapshot>)[.. group])];
        Lifetimes = [.. Choices(options.TokenExpiresInMaxSeconds)];
    }

    private static IEnumerable<(string, int?)> Choices(TimeSpan longest)
    {
        foreach (var (name, span) in Spans)
        {
            if (longest == TimeSpan.Zero || span <= longest)
                yield return (name, (int)span.TotalSeconds);
        }

        if (longest == TimeSpan.Zero)
            yield return ("Never", null);
        else
            yield return ($"Max ({longest:g})", (int)longest.TotalSeconds);
    }
}
