using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hub.Proxy.Metrics;

/// <summary>What the process uses, under the names Prometheus' clients share.</summary>
internal static class ProcessMetrics
{
    public static void Append(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        MetricsText.Counter(text, "process_cpu_user_seconds_total", "Total user CPU time spent in seconds.", process.UserProcessorTime.TotalSeconds);
        MetricsText.Counter(text, "process_cpu_system_seconds_total", "Total system CPU time spent in seconds.", process.PrivilegedProcessorTime.TotalSeconds);
        MetricsText.Counter(text, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
        MetricsText.Gauge(text, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", started.ToUnixTimeSeconds());
        MetricsText.Gauge(text, "process_resident_memory_bytes", "Resident memory size in bytes.", process.WorkingSet64);
        MetricsText.Gauge(text, "process_virtual_memory_bytes", "Virtual memory size in bytes.", process.VirtualMemorySize64);
        AppendMemory(text);
        if (!OperatingSystem.IsLinux()) return;
        if (HeapBytes() is { } heap) MetricsText.Gauge(text, "process_heap_bytes", "Process heap size in bytes.", heap);
        MetricsText.Gauge(text, "process_open_fds", "Number of open file descriptors.", Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        if (MostFiles() is { } most) MetricsText.Gauge(text, "process_max_fds", "Maximum number of open file descriptors.", most);
    }

    private static void AppendMemory(StringBuilder text)
    {
        MetricsText.Head(text, "dotnet_gc_collections_total", "counter", "Garbage collections by the oldest generation collected.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var count = GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0);
            MetricsText.Sample(text, $"dotnet_gc_collections_total{{generation=\"{generation}\"}}", count);
        }

        MetricsText.Counter(text, "dotnet_gc_pause_seconds_total", "Time in which collections stopped everything.", GC.GetTotalPauseDuration().TotalSeconds);
        MetricsText.Counter(text, "dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap.", GC.GetTotalAllocatedBytes());
        MetricsText.Gauge(text, "dotnet_gc_heap_size_bytes", "Size of the managed heap after the last collection.", GC.GetGCMemoryInfo().HeapSizeBytes);
    }

    // What Prometheus' clients call the heap is the size of the data segment.
    private static double? HeapBytes()
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmData:", StringComparison.Ordinal));
        var kilobytes = line?["VmData:".Length..].Trim().Split(' ')[0];
        return double.TryParse(kilobytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size * 1024 : null;
    }

    private static double? MostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null;
    }
}
