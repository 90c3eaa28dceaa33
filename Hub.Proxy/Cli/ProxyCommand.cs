using System.Collections;
using Hub.Proxy.Listening;
using Hub.Proxy.Logging;
using Hub.Proxy.Tls;

namespace Hub.Proxy.Cli;

/// <summary>The process from its command line to its exit code: 1 if it cannot start, 2 when a signal ends it.</summary>
internal static class ProxyCommand
{
    private const string CompatibleVersion = "5.3.0";

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Any(a => a is "-h" or "--help"))
        {
            await output.WriteAsync(HelpText.Make()).ConfigureAwait(false);
            return 0;
        }

        if (arguments.Any(a => a is "-V" or "--version"))
        {
            await output.WriteLineAsync(CompatibleVersion).ConfigureAwait(false);
            return 0;
        }

        ProxyOptions options;
        try
        {
            options = OptionReader.Read(arguments, Variables());
        }
        catch (UsageException e)
        {
            await errors.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }

        foreach (var remark in options.Remarks) await errors.WriteLineAsync($"warning: {remark}").ConfigureAwait(false);
        using var sink = new StreamLogSink(Console.OpenStandardOutput());
        var log = new ProxyLog(sink, options.LogLevel, TimeProvider.System, coloured: !Console.IsOutputRedirected);
        return await ServeAsync(options, log, sink, errors).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(ProxyOptions options, ProxyLog log, ILogSink sink, TextWriter errors)
    {
        using var signals = new ExitSignals(log);
        PidFile? pid = null;
        try
        {
            await using var host = await ProxyHost.StartAsync(options, log, sink, CancellationToken.None).ConfigureAwait(false);
            pid = options.PidFile is null ? null : PidFile.Write(options.PidFile, log);
            var patient = await signals.First.ConfigureAwait(false);
            await host.StopAsync(patient ? options.DrainTimeout : TimeSpan.Zero, signals.Impatient).ConfigureAwait(false);
            return 2;
        }
        catch (Exception e) when (e is ListenException or TlsFileException or FormatException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.Error(e.Message);
            await errors.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }
        finally
        {
            pid?.Remove();
        }
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
}
