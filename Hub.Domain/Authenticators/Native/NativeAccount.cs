namespace Hub.Domain.Authenticators.Native;

/// <summary>An account that the hub keeps itself. It proves who somebody is; a user of the hub they become by logging in.</summary>
public sealed class NativeAccount
{
    public int Id { get; set; }

    /// <summary>As <see cref="NativeNames"/> makes it of what was typed.</summary>
    public required string Name { get; set; }

    public required string PasswordHash { get; set; }

    /// <summary>Whether it may be used; if not, it waits for an administrator.</summary>
    public bool IsAuthorized { get; set; }

    public string? Email { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Wrong logins since the last right one.</summary>
    public int FailedLogins { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>The key of the one-time passwords, as <see cref="OtpSecrets"/> keeps it; null without a second factor.</summary>
    public byte[]? OtpSecret { get; set; }

    /// <summary>The newest one-time password that was used, so that none is used twice.</summary>
    public long? OtpStep { get; set; }

    /// <summary>The hash of the code of a link to set the password; null when there is none.</summary>
    public byte[]? ResetHash { get; set; }

    public DateTimeOffset? ResetExpires { get; set; }

    /// <summary>The hash of the code of a link that activates the account; null when there is none.</summary>
    public byte[]? ApprovalHash { get; set; }

    public DateTimeOffset? ApprovalExpires { get; set; }
}
