using Hub.Domain.Authenticators.Native;

namespace Hub.Api.Native;

/// <summary>An account that the hub keeps itself.</summary>
public sealed class NativeAccountModel
{
    /// <summary>The account's name, and that of its user.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it may be used; if not, it waits for an administrator.</summary>
    public bool IsAuthorized { get; init; }

    /// <summary>What was given at the sign-up; null when nothing was.</summary>
    public string? Email { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Whether it has a second factor.</summary>
    public bool HasOtp { get; init; }

    /// <summary>Wrong logins since the last right one; counted only where they can lock the account.</summary>
    public int FailedLogins { get; init; }

    /// <summary>Until when it is locked after failed logins; null when it is not.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    public static NativeAccountModel From(NativeAccount account, DateTimeOffset now) => new()
    {
        Name = account.Name,
        IsAuthorized = account.IsAuthorized,
        Email = account.Email,
        Created = account.Created,
        HasOtp = account.OtpSecret is not null,
        FailedLogins = account.FailedLogins,
        LockedUntil = account.LockedUntil > now ? account.LockedUntil : null,
    };
}
