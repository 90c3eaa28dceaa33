using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hub.Api.Metrics;

/// <summary>What the process itself takes, by the names that dashboards know from every program.</summary>
internal static class ProcessMetrics
{
    public static void Write(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        MetricsText.Single(text, "process_virtual_memory_bytes", "Virtual memory size in bytes.", "gauge", process.VirtualMemorySize64);
        MetricsText.Single(text, "process_resident_memory_bytes", "Resident memory size in bytes.", "gauge", process.WorkingSet64);
        MetricsText.Single(text, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", "gauge", started);
        MetricsText.Single(text, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", "counter",
            process.TotalProcessorTime.TotalSeconds);
        if (!OperatingSystem.IsLinux())
            return;
        var files = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        MetricsText.Single(text, "process_open_fds", "Number of open file descriptors.", "gauge", files);
        if (MostFiles() is { } most)
            MetricsText.Single(text, "process_max_fds", "Maximum number of open file descriptors.", "gauge", most);
    }

    private static long? MostFiles()
    {
        const string Limit = "Max open files";
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(limit => limit.StartsWith(Limit, StringComparison.Ordinal));
        var soft = line?[Limit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, CultureInfo.InvariantCulture, out var most) ? most : null;
    }
}
