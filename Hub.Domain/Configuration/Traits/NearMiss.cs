namespace Hub.Domain.Configuration.Traits;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearMiss
{
    /// <summary>The closest of the words, if it is close at all.</summary>
    public static string? Find(string word, IEnumerable<string> words) => words
        .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(pair => pair.distance <= Math.Max(1, Math.Min(3, pair.candidate.Length / 4)))
        .OrderBy(pair => pair.distance)
        .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    /// <summary>How many letters must be added, taken away, changed or swapped with their neighbour.</summary>
    public static int Distance(string a, string b)
    {
        // Names are short; anything longer is no slip of the finger, and would make this slow.
        if (Math.Abs(a.Length - b.Length) > 3)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
                d[i, j] = Step(a, b, d, i, j);
        }

        return d[a.Length, b.Length];
    }

    private static int Step(string a, string b, int[,] d, int i, int j)
    {
        if (i == 0 || j == 0)
            return i + j;
        var same = a[i - 1] == b[j - 1] ? 0 : 1;
        var best = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + same);
        return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? Math.Min(best, d[i - 2, j - 2] + 1) : best;
    }
}
