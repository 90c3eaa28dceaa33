namespace Hub.Tests.Support;

/// <summary>Takes the events out of the text of an event stream.</summary>
public static class ProgressLines
{
    private const string Data = "data: ";

    public static IReadOnlyList<string> Of(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith(Data, StringComparison.Ordinal)).Select(line => line[Data.Length..])];

    /// <summary>The next event of an open stream; null when it has ended.</summary>
    public static async Task<string?> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Data, StringComparison.Ordinal))
                return line[Data.Length..];
        }

        return null;
    }
}
