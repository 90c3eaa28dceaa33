using System.Globalization;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>A process as the system's table shows it: one line of <c>/proc/PID/stat</c>.</summary>
/// <param name="StartTime">In clock ticks since the machine started; with the number it names one process only.</param>
internal readonly record struct ProcessStatus(int Pid, char State, int Parent, int Group, long StartTime)
{
    /// <summary>It has ended, and waits to be reaped.</summary>
    public bool IsZombie => State is 'Z' or 'X';

    /// <summary>The process of this number now; null when there is none.</summary>
    /// <exception cref="IOException">The table cannot be read.</exception>
    public static ProcessStatus? Find(int pid)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        try
        {
            return Parse(File.ReadAllText(folder + "/stat"));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return File.Exists("/proc/self/stat") ? null : throw new IOException("/proc cannot be read", gone);
        }
        catch (IOException) when (!Directory.Exists(folder) && Directory.Exists("/proc/self"))
        {
            // It ended between the opening of the file and the reading.
            return null;
        }
    }

    /// <summary>Every process there is.</summary>
    public static IEnumerable<ProcessStatus> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where name.All(char.IsAsciiDigit)
        let status = Find(int.Parse(name, CultureInfo.InvariantCulture))
        where status is not null
        select status.Value;

    /// <summary>Null when the line is not whole.</summary>
    public static ProcessStatus? Parse(string line)
    {
        // The command's name comes second, in brackets, and may hold brackets and blanks itself.
        var open = line.IndexOf('(');
        var close = line.LastIndexOf(')');
        if (open < 0 || close < open || close + 2 > line.Length || !TryNumber(line.AsSpan(0, open).Trim(), out var pid))
            return null;
        var fields = line[(close + 2)..].Split(' ', StringSplitOptions.TrimEntries);
        return fields.Length > 19 && TryNumber(fields[1], out var parent) && TryNumber(fields[2], out var group)
            && TryNumber(fields[19], out var start)
            ? new ProcessStatus((int)pid, fields[0][0], (int)parent, (int)group, start)
            : null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
