using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Tokens;

namespace Hub.Domain.Shares;

/// <summary>Looking at a share code somebody was given, and turning it into access.</summary>
public sealed class ShareAcceptance(IShareStore shares, CallerReach reach)
{
    /// <exception cref="NotFoundException">There is no such code, or it has expired.</exception>
    public async Task<ShareCodeSnapshot> FindAsync(string code, CancellationToken ct) =>
        await shares.FindCodeAsync(TokenHash.Of(code), ct) ?? throw new NotFoundException("Share not found or expired");

    /// <summary>Gives the caller, who must be a user, what the code stands for.</summary>
    /// <exception cref="InvalidInputException">There is no such code, it has expired, or it is for the caller's own server.</exception>
    /// <exception cref="ForbiddenException">The caller is no user, or has no say over what is shared with them.</exception>
    public async Task<ShareSnapshot> AcceptAsync(string code, Caller caller, CancellationToken ct)
    {
        if (caller.UserName is null)
            throw new ForbiddenException("Only users can accept a share");
        await reach.RequireUserAsync(caller, caller.Name, ["users:shares"], ct);
        var hash = TokenHash.Of(code);
        if ((await shares.FindCodeAsync(hash, ct))?.Server.OwnerId == caller.Id)
            throw new InvalidInputException("You can't share with yourself!");
        return await shares.ExchangeAsync(hash, ShareRecipient.User(caller.Id, caller.Name), ct)
            ?? throw new InvalidInputException("Invalid share code: it does not exist, or it has expired");
    }
}
