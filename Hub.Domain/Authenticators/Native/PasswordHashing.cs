using Hub.Domain.Tokens;
using Microsoft.AspNetCore.Identity;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Hashes passwords slowly, as it should be, on threads of its own: whoever tries a thousand of them at once keeps only these busy.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    /// <summary>More than anybody types, and short enough to cost nothing.</summary>
    public const int Longest = 1024;

    private static readonly NativeAccount s_nobody = new() { Name = "", PasswordHash = "" };

    private readonly IPasswordHasher<NativeAccount> hasher;
    private readonly BlockingCalls calls = new("passwords", Environment.ProcessorCount);
    private readonly Lazy<string> nobodys;

    public PasswordHashing() : this(new PasswordHasher<NativeAccount>())
    {
    }

    /// <param name="hasher">What hashes.</param>
    public PasswordHashing(IPasswordHasher<NativeAccount> hasher)
    {
        this.hasher = hasher;
        nobodys = new Lazy<string>(() => hasher.HashPassword(s_nobody, TokenHash.NewSecret()));
    }

    public Task<string> HashAsync(string password, CancellationToken ct) => calls.RunAsync(() => hasher.HashPassword(s_nobody, password), ct);

    /// <summary>Whether it is the password behind the hash. It takes as long where there is no hash, so that nobody learns of that.</summary>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct) => calls.RunAsync(() =>
    {
        var fits = password.Length <= Longest;
        var right = hasher.VerifyHashedPassword(s_nobody, hash ?? nobodys.Value, fits ? password : "") != PasswordVerificationResult.Failed;
        return hash is not null && fits && right;
    }, ct);

    public void Dispose() => calls.Dispose();
}
