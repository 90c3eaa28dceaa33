using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Tokens;

/// <summary>The tokens of a user.</summary>
[Route("users/{name}/tokens")]
public sealed class TokensController(
    IUserStore users, ITokenStore tokens, TokenIssuer issuer, TokenModels models, CallerResolver callers, IPasswordCheck passwords)
    : HubApiController
{
    /// <summary>List the tokens of a user.</summary>
    [HttpGet, NeedsScope("read:tokens", On = Subject.User)]
    [ProducesResponseType<TokenListModel>(200)]
    public async Task<IActionResult> List(string name, CancellationToken ct)
    {
        var user = await UserAsync(name, ct);
        return Ok(new TokenListModel(await models.OfAsync(await tokens.ListAsync(OwnerKind.User, user.Id, ct), ct)));
    }

    /// <summary>Make a token for a user.</summary>
    /// <remarks>Whoever is not signed in may give the user's name and password in <c>auth</c>.</remarks>
    /// <response code="201">The token, shown this once.</response>
    [HttpPost]
    [ProducesResponseType<NewTokenModel>(201)]
    public async Task<IActionResult> Create(string name, CreateTokenRequest? request, CancellationToken ct)
    {
        request ??= new CreateTokenRequest();
        var requester = await RequesterAsync(request, ct);
        if (HttpContext.Caller() is null)
            AuditOrigin.Enter(AuditOrigin.Current.As(requester.Name));
        var user = await MayCreateAsync(name, requester, ct);
        return StatusCode(
            201, TokenModel.From(await issuer.IssueAsync(OwnerKind.User, user.Id, request.ToRequest(NoteFor(user, requester)), ct)));
    }

    /// <summary>Get a token of a user.</summary>
    [HttpGet("{token_id}"), NeedsScope("read:tokens", On = Subject.User)]
    [ProducesResponseType<TokenModel>(200)]
    public async Task<IActionResult> Get(string name, [FromRoute(Name = "token_id")] string tokenId, CancellationToken ct) =>
        Ok(await models.OfAsync(await FindAsync(name, tokenId, ct), ct));

    /// <summary>Revoke a token of a user.</summary>
    /// <remarks>A token that was issued to an OAuth client takes all tokens of that client for the user with it.</remarks>
    [HttpDelete("{token_id}"), NeedsScope("tokens", On = Subject.User)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Remove(string name, [FromRoute(Name = "token_id")] string tokenId, CancellationToken ct)
    {
        await tokens.RemoveAsync(await FindAsync(name, tokenId, ct), ct);
        return NoContent();
    }

    private async Task<User> UserAsync(string name, CancellationToken ct) =>
        await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user: {name}");

    private async Task<TokenSnapshot> FindAsync(string name, string tokenId, CancellationToken ct)
    {
        var user = await UserAsync(name, ct);
        var found = TokenModel.ParseId(tokenId) is { } id ? await tokens.FindAsync(OwnerKind.User, user.Id, id, ct) : null;
        return found ?? throw new NotFoundException($"No such token {tokenId} for user {name}");
    }

    /// <summary>Who asks: whoever has signed in, or else whoever knows a user's password.</summary>
    private async Task<Requester> RequesterAsync(CreateTokenRequest request, CancellationToken ct)
    {
        if (HttpContext.Caller() is { } caller)
            return new Requester(caller.Kind, caller.Id, caller.Name, caller.Scopes);
        if (PasswordModel.Read(request.Auth) is not { Username: { } username, Password: { } password })
            throw new ForbiddenException("");
        var user = await passwords.CheckAsync(username, password, HttpContext.Connection.RemoteIpAddress?.ToString(), ct)
            ?? throw new ForbiddenException("");
        var (_, scopes) = await callers.OwnerAsync(OwnerKind.User, user.Id, ct) ?? throw new ForbiddenException("");
        return new Requester(OwnerKind.User, user.Id, user.Name, scopes);
    }

    /// <summary>Who may: the holder of <c>tokens</c> for this user.</summary>
    private async Task<User> MayCreateAsync(string name, Requester requester, CancellationToken ct)
    {
        if (await users.FindAsync(name, ct) is { } user && await models.MayUseAsync(requester.Scopes, "tokens", name, ct))
            return user;
        throw new ForbiddenException($"{requester.Kind} {name} not found or no permissions to generate tokens");
    }

    private static string NoteFor(User owner, Requester requester)
    {
        if (requester.Kind == OwnerKind.Service)
            return $"Requested via api by service {requester.Name}";
        return requester.Id == owner.Id ? "Requested via api" : $"Requested via api by user {requester.Name}";
    }

    private sealed record Requester(OwnerKind Kind, int Id, string Name, ScopeSet Scopes);
}

/// <summary>The tokens of a user.</summary>
/// <param name="ApiTokens">All of them, those of OAuth clients too.</param>
public sealed record TokenListModel(IReadOnlyList<TokenModel> ApiTokens);
