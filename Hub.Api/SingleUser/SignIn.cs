using Microsoft.AspNetCore.Http.Extensions;

namespace Hub.Api.SingleUser;

/// <summary>Signs visitors in with the hub as OAuth client, in three steps: 1. to the hub, 2. back with a code, 3. out again.</summary>
public sealed class SignIn(
    SingleUserSettings settings, HubConnection hub, VisitorCache visitors, SignInCookies cookies, SitePages pages, ILogger<SignIn> log)
{
    /// <summary>Beyond this a page's address is not worth its room in a cookie.</summary>
    private const int MaxNext = 1500;

    /// <summary>1. Sends a browser to the hub.</summary>
    /// <param name="page">The path asked for, below the prefix.</param>
    public void Begin(HttpContext http, string page)
    {
        var signIn = PendingSignIn.New(Next(http.Request, page));
        cookies.Begin(http, signIn);
        var query = new QueryBuilder
        {
            { "client_id", settings.ClientId },
            { "redirect_uri", settings.CallbackUrl },
            { "response_type", "code" },
            { "state", signIn.State },
            { "code_challenge", signIn.Challenge },
            { "code_challenge_method", "S256" },
        };
        http.Response.Redirect($"{settings.HubUrl}api/oauth2/authorize{query}");
    }

    /// <summary>2. Takes a browser that comes back, and turns its code into a token that it keeps.</summary>
    public async Task CompleteAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["error"].ToString() is { Length: > 0 } error)
        {
            var description = query["error_description"].ToString();
            await pages.RefuseAsync(http, 400, $"Error in oauth: {(description.Length > 0 ? description : error)}");
        }
        else if (query["code"].ToString() is not { Length: > 0 } code)
        {
            await pages.RefuseAsync(http, 400, "OAuth callback made without a code. Try logging in again.");
        }
        else if (query["state"].ToString() is not { Length: > 0 } state)
        {
            await pages.RefuseAsync(http, 400, "OAuth state is missing. Try logging in again.");
        }
        else if (cookies.Find(http, state) is { } signIn)
        {
            await CompleteAsync(http, signIn, code);
        }
        else
        {
            await RefuseStateAsync(http);
        }
    }

    /// <summary>3. Forgets the visitor here and sends the browser on to do the same at the hub.</summary>
    public void End(HttpContext http)
    {
        cookies.ClearToken(http);
        http.Response.Redirect($"{settings.HubUrl}logout");
    }

    private async Task CompleteAsync(HttpContext http, PendingSignIn signIn, string code)
    {
        // Whatever comes of it, this state is used up.
        cookies.ClearPending(http);
        var token = await hub.RedeemAsync(code, signIn.Verifier, http.RequestAborted);
        var visitor = await visitors.FindAsync(token, VisitorFinder.SessionId(http), http.RequestAborted)
            ?? throw new HubCallException(500, "The hub does not know the token that it has just given out");
        log.LogInformation("{Kind} {Name} signed in", visitor.Kind, visitor.Name);
        cookies.SetToken(http, token);
        http.Response.Redirect(signIn.Next);
    }

    private async Task RefuseStateAsync(HttpContext http)
    {
        // The back button after a sign-in: there is nothing left to do.
        if (cookies.Token(http) is { } token && await visitors.FindAsync(token, VisitorFinder.SessionId(http), http.RequestAborted) is not null)
        {
            http.Response.Redirect(settings.Prefix);
            return;
        }

        log.LogWarning("A browser came back from the hub with a state that it did not get here");
        await pages.RefuseAsync(http, 403, "OAuth state does not match. Try logging in again.");
    }

    /// <summary>Put together from the prefix, because the request's own text could be the address of another site.</summary>
    private string Next(HttpRequest request, string page)
    {
        var next = settings.Prefix + new PathString("/" + page.TrimStart('/')).ToUriComponent()[1..] + request.QueryString.ToUriComponent();
        return next.Length > MaxNext ? settings.Prefix : next;
    }
}
