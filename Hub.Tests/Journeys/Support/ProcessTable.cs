using System.Globalization;

namespace Hub.Tests.Journeys.Support;

/// <summary>The processes of this machine, known by what stands in their environment.</summary>
public static class ProcessTable
{
    /// <param name="entry">What stands there, as <c>NAME=value</c>.</param>
    /// <param name="places">And the mark of one of these; of any process when there are none.</param>
    public static IReadOnlyList<int> WithEnvironment(string entry, params IReadOnlyCollection<HubPlace> places)
    {
        var marks = places.Select(place => $"{place.Mark.Name}={place.Mark.Value}").ToHashSet();
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
                .Where(pid => Environment(pid!) is var all && all.Contains(entry) && (marks.Count == 0 || all.Any(marks.Contains)))
                .Select(pid => int.Parse(pid!, CultureInfo.InvariantCulture)),
        ];
    }

    private static string[] Environment(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another account's and so none of ours.
            return [];
        }
    }
}
