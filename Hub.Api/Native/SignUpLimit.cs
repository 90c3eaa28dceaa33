using System.Threading.RateLimiting;
using Hub.Domain.Errors;

namespace Hub.Api.Native;

/// <summary>
/// How often forms that anybody may send, to sign up or to use a link, are looked at: so often from one address. Addresses fall into
/// a fixed number of drawers, so nobody can make the table grow.
/// </summary>
public sealed class SignUpLimit : IDisposable
{
    private const int Drawers = 4096;

    // A whole class may sit behind one address.
    private static readonly SlidingWindowRateLimiterOptions s_options = new()
    {
        PermitLimit = 60,
        Window = TimeSpan.FromMinutes(10),
        SegmentsPerWindow = 10,
        QueueLimit = 0,
        AutoReplenishment = true,
    };

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, int>(
        address => RateLimitPartition.GetSlidingWindowLimiter((int)((uint)string.GetHashCode(address, StringComparison.Ordinal) % Drawers), _ => s_options));

    /// <exception cref="TooManyException">It has been too often.</exception>
    public void Count(HttpContext http)
    {
        using var lease = limiter.AttemptAcquire(http.Connection.RemoteIpAddress?.ToString() ?? "");
        if (!lease.IsAcquired)
            throw new TooManyException("Too many tries from your address. Try again later.", TimeSpan.FromMinutes(1));
    }

    public void Dispose() => limiter.Dispose();
}
