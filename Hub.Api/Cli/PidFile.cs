using System.Globalization;

namespace Hub.Api.Cli;

/// <summary>The file that holds the hub's process number while it runs.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string path;

    private PidFile(string path) => this.path = path;

    /// <param name="path">Empty for none.</param>
    public static PidFile Write(string path)
    {
        if (path.Length > 0)
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new PidFile(path);
    }

    public void Dispose()
    {
        if (path.Length > 0)
            File.Delete(path);
    }
}
