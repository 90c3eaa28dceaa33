using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Domain.OAuth;

/// <summary>
/// The first half of an OAuth login: a signed-in user is asked whether a client may know who they are, and the client gets
/// a code. Each request goes through validate → access → scopes → issue.
/// </summary>
public sealed class OAuthAuthorization(
    IOAuthStore store, OAuthScopes scopes, IAccessStore access, ScopeTable table, OAuthSettings settings, TimeProvider clock)
{
    private static readonly OAuthError s_invalidScope = new("invalid_scope", "A scope does not exist, or is not allowed to this client.");

    /// <summary>Answers the request itself where the user need not be asked.</summary>
    /// <exception cref="InvalidInputException">It is not safe to send the user anywhere: there is no such client or redirect.</exception>
    /// <exception cref="ForbiddenException">The user may not use what is behind the client.</exception>
    public async Task<AuthorizeAnswer> ConsiderAsync(AuthorizeRequest request, Caller user, CancellationToken ct)
    {
        var (plan, error) = await PlanAsync(request, user, ct);
        if (plan is null)
            return error!;
        return await NeedsConfirmationAsync(plan, user, ct)
            ? new AuthorizeAnswer.Confirm(plan.Client, plan.Scopes, [.. plan.Scopes.Select(scope => Permission.Of(scope, table)).OfType<Permission>()])
            : await IssueAsync(request, plan, plan.Scopes, user, ct);
    }

    /// <summary>
    /// The user has confirmed: issues a code for those of the scopes that were asked for. A form that names others, which the client is
    /// not allowed, is not ours; the client is told.
    /// </summary>
    /// <inheritdoc cref="ConsiderAsync" path="/exception"/>
    public async Task<AuthorizeAnswer> ConfirmedAsync(
        AuthorizeRequest request, IReadOnlyCollection<string> granted, Caller user, CancellationToken ct)
    {
        var (plan, error) = await PlanAsync(request, user, ct);
        if (plan is null)
            return error!;
        return await scopes.RequestedAsync(plan.Client, string.Join(' ', granted), plan.Owner, ct) is null
            ? ErrorTo(plan.Client, request, s_invalidScope)
            : await IssueAsync(request, plan, [.. plan.Scopes.Where(granted.Contains)], user, ct);
    }

    private async Task<(Plan? Plan, AuthorizeAnswer? Error)> PlanAsync(AuthorizeRequest request, Caller user, CancellationToken ct)
    {
        var client = await ClientOfAsync(request, ct);
        if (Mistake(request) is { } mistake)
            return (null, ErrorTo(client, request, mistake));
        var target = await store.FindTargetAsync(client.Id, ct) ?? throw new InvalidInputException("Invalid client_id parameter value.");
        var owner = target.ScopesFor(user.Name);
        var requested = await scopes.RequestedAsync(client, request.Scope, owner, ct);
        if (requested is null)
            return (null, ErrorTo(client, request, s_invalidScope));
        if (!await MayUseAsync(target, user, ct))
            throw new ForbiddenException($"You do not have permission to access {client.Description}");
        return (new Plan(client, target, owner, await scopes.CutAsync(requested, owner, user.OwnerScopes, ct)), null);
    }

    /// <summary>What is wrong here must not be redirected: the address to send it to is the very thing in doubt.</summary>
    private async Task<OAuthClient> ClientOfAsync(AuthorizeRequest request, CancellationToken ct)
    {
        if (request.Repeated is "client_id" or "redirect_uri" or "response_type" or "scope" or "state")
            throw new InvalidInputException($"Duplicate {request.Repeated} parameter.");
        if (string.IsNullOrEmpty(request.ClientId))
            throw new InvalidInputException("Missing client_id parameter.");
        var client = await store.FindClientAsync(request.ClientId, ct) ?? throw new InvalidInputException("Invalid client_id parameter value.");
        if (!string.IsNullOrEmpty(request.RedirectUri) && request.RedirectUri != client.RedirectUri)
            throw new InvalidInputException("Mismatching redirect URI.");
        return client;
    }

    private OAuthError? Mistake(AuthorizeRequest request) => request switch
    {
        { Repeated: { } name } => new("invalid_request", $"Duplicate {name} parameter."),
        { ResponseType: null or "" } => new("invalid_request", "Missing response_type parameter."),
        { ResponseType: not "code" } => new("unsupported_response_type", "Only the response type code is supported."),
        { CodeChallengeMethod: not (null or "S256" or "plain") } => new("invalid_request", "Transform algorithm not supported."),
        { CodeChallenge: null } when settings.RequirePkce => new("invalid_request", "Code challenge required."),
        { CodeChallenge: { } challenge } when !Pkce.IsChallenge(challenge) => new("invalid_request", "The code challenge is not valid."),
        _ => null,
    };

    private static AuthorizeAnswer ErrorTo(OAuthClient client, AuthorizeRequest request, OAuthError error) => new AuthorizeAnswer.Redirect(
        RedirectUri.With(client.RedirectUri, ("error", error.Code), ("error_description", error.Description), ("state", request.State)));

    private async Task<bool> MayUseAsync(OAuthTarget target, Caller user, CancellationToken ct)
    {
        var held = user.OwnerScopes.FilterOf(target.AccessScope);
        if (target.ServerOwner is null || held.Groups.Count == 0)
            return held.Covers(target.ToScopeTarget([]));
        var groups = await access.MembershipsAsync([target.ServerOwner], ct);
        return held.Covers(target.ToScopeTarget([.. groups.Select(pair => pair.Group)]));
    }

    private async Task<bool> NeedsConfirmationAsync(Plan plan, Caller user, CancellationToken ct)
    {
        if (plan.Target.NoConfirm || plan.Target.ServerOwner == user.Name)
            return false;
        var granted = await store.GrantedScopesAsync(plan.Client.Id, user.Id, ct);
        return granted.Count == 0 || plan.Scopes.Except(granted).Any();
    }

    private async Task<AuthorizeAnswer> IssueAsync(
        AuthorizeRequest request, Plan plan, IReadOnlyList<string> granted, Caller user, CancellationToken ct)
    {
        var code = TokenHash.NewSecret();
        await store.AddCodeAsync(
            new OAuthCode
            {
                Hash = TokenHash.Of(code),
                ClientId = plan.Client.Id,
                UserId = user.Id,
                SessionId = user.SessionId,
                RedirectUri = string.IsNullOrEmpty(request.RedirectUri) ? null : request.RedirectUri,
                Scopes = [.. OAuthScopes.Identify, .. plan.Owner.AccessScopes(), .. granted],
                CodeChallenge = request.CodeChallenge,
                CodeChallengeMethod = request.CodeChallenge is null ? null : request.CodeChallengeMethod ?? "plain",
                ExpiresAt = clock.GetUtcNow() + settings.CodeLifetime,
            },
            plan.Target,
            ct);
        return new AuthorizeAnswer.Redirect(RedirectUri.With(plan.Client.RedirectUri, ("code", code), ("state", request.State)));
    }

    private sealed record Plan(OAuthClient Client, OAuthTarget Target, ScopeOwner Owner, IReadOnlyList<string> Scopes);
}
