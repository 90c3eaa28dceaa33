using System.Globalization;

namespace Hub.Tests.Journeys.Support;

/// <summary>The processes of this machine, known by what stands in their environment.</summary>
public static class ProcessTable
{
    public static IReadOnlyList<int> WithEnvironment(string entry) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Where(pid => Environment(pid!).Contains(entry))
            .Select(pid => int.Parse(pid!, CultureInfo.InvariantCulture)),
    ];

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
