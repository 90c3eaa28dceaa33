using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Paging;

namespace Hub.Data.Authenticators;

internal sealed class NativeAccountStore(HubDatabase database) : INativeAccountStore
{
    private const string Columns =
        """
        id, name, password_hash AS PasswordHash, is_authorized AS IsAuthorized, email, created, failed_logins AS FailedLogins,
        locked_until AS LockedUntil, otp_secret AS OtpSecret, otp_step AS OtpStep, reset_hash AS ResetHash, reset_expires AS ResetExpires
        """;

    private const string SetPasswordSql =
        "UPDATE native_accounts SET password_hash = @passwordHash, failed_logins = 0, locked_until = NULL, reset_hash = NULL, reset_expires = NULL";

    public async Task<NativeAccount?> FindAsync(string name, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<NativeAccount>(new CommandDefinition(
            $"SELECT {Columns} FROM native_accounts WHERE name = @name", new { name }, cancellationToken: ct));
    }

    public async Task<PageOf<NativeAccount>> PageAsync(bool? authorized, Page page, CancellationToken ct)
    {
        var which = authorized is null ? "" : "WHERE is_authorized = @authorized";
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             SELECT {Columns} FROM native_accounts {which} ORDER BY is_authorized, name LIMIT @Limit OFFSET @Offset;
             SELECT count(*)::int FROM native_accounts {which}
             """,
            new { authorized, page.Limit, page.Offset },
            cancellationToken: ct));
        var accounts = (await results.ReadAsync<NativeAccount>()).ToList();
        return new PageOf<NativeAccount>(accounts, await results.ReadSingleAsync<int>());
    }

    public Task<bool> AddAsync(NativeAccount account, CancellationToken ct) => ChangeAsync(
        """
        INSERT INTO native_accounts (name, password_hash, is_authorized, email, created, failed_logins, otp_secret)
        VALUES (@Name, @PasswordHash, @IsAuthorized, @Email, @Created, 0, @OtpSecret) ON CONFLICT (name) DO NOTHING
        """,
        account,
        ct);

    public Task<bool> AuthorizeAsync(string name, bool authorized, CancellationToken ct) =>
        ChangeAsync(
            "UPDATE native_accounts SET is_authorized = @authorized, approval_hash = NULL, approval_expires = NULL WHERE name = @name",
            new { name, authorized }, ct);

    public Task<bool> RemoveAsync(string name, CancellationToken ct) =>
        ChangeAsync("DELETE FROM native_accounts WHERE name = @name", new { name }, ct);

    public Task<bool> SetPasswordAsync(string name, string passwordHash, CancellationToken ct) =>
        ChangeAsync($"{SetPasswordSql} WHERE name = @name", new { name, passwordHash }, ct);

    public Task FailedAsync(string name, int allowed, DateTimeOffset lockedUntil, CancellationToken ct) => ChangeAsync(
        """
        UPDATE native_accounts SET failed_logins = failed_logins + 1,
            locked_until = CASE WHEN failed_logins + 1 >= @allowed THEN @lockedUntil ELSE locked_until END
        WHERE name = @name
        """,
        new { name, allowed, lockedUntil },
        ct);

    public Task<bool> SucceededAsync(string name, long? otpStep, CancellationToken ct) => ChangeAsync(
        """
        UPDATE native_accounts SET failed_logins = 0, locked_until = NULL, otp_step = coalesce(@otpStep, otp_step)
        WHERE name = @name AND (@otpStep::bigint IS NULL OR otp_step IS NULL OR otp_step < @otpStep)
        """,
        new { name, otpStep },
        ct);

    public Task<bool> AddOtpSecretAsync(string name, byte[] secret, long step, CancellationToken ct) => ChangeAsync(
        "UPDATE native_accounts SET otp_secret = @secret, otp_step = @step WHERE name = @name AND otp_secret IS NULL", new { name, secret, step }, ct);

    public Task<bool> SetOtpSecretAsync(string name, byte[]? secret, CancellationToken ct) =>
        ChangeAsync("UPDATE native_accounts SET otp_secret = @secret WHERE name = @name", new { name, secret }, ct);

    public Task<bool> SetApprovalAsync(string name, byte[] hash, DateTimeOffset now, DateTimeOffset expires, int most, CancellationToken ct) => ChangeAsync(
        """
        UPDATE native_accounts a SET approval_hash = @hash, approval_expires = @expires
        WHERE name = @name AND NOT is_authorized AND email IS NOT NULL AND @most >
            (SELECT count(*) FROM native_accounts o WHERE o.approval_hash IS NOT NULL AND o.approval_expires > @now AND lower(o.email) = lower(a.email))
        """,
        new { name, hash, now, expires, most },
        ct);

    public async Task<string?> ApproveAsync(byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            """
            UPDATE native_accounts SET is_authorized = true, approval_hash = NULL, approval_expires = NULL
            WHERE approval_hash = @hash AND approval_expires > @now RETURNING name
            """,
            new { hash, now },
            cancellationToken: ct));
    }

    public Task<bool> SetResetAsync(string name, byte[] hash, DateTimeOffset expires, CancellationToken ct) => ChangeAsync(
        "UPDATE native_accounts SET reset_hash = @hash, reset_expires = @expires WHERE name = @name", new { name, hash, expires }, ct);

    public async Task<string?> ResetAsync(byte[] hash, DateTimeOffset now, string passwordHash, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            $"{SetPasswordSql} WHERE reset_hash = @hash AND reset_expires > @now RETURNING name",
            new { hash, now, passwordHash },
            cancellationToken: ct));
    }

    private async Task<bool> ChangeAsync(string sql, object arguments, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, arguments, cancellationToken: ct)) > 0;
    }
}
