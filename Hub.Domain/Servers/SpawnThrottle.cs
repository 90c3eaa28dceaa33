using Hub.Domain.Errors;

namespace Hub.Domain.Servers;

/// <summary>What a client hears that comes while too many servers start: when to try again, not all at the same moment.</summary>
internal static class SpawnThrottle
{
    public static TooManyException TooManyStarts(IReadOnlyList<int> range)
    {
        var seconds = Random.Shared.Next(range[0], range[1] + 1);
        var shown = (seconds + 9) / 10 * 10;
        return new TooManyException(
            $"Too many users trying to log in right now. Try again in {shown} seconds.", TimeSpan.FromSeconds(seconds));
    }
}
