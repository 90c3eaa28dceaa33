namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>
/// The files of one attempt: its log, and the line in which its process says who it is. That line is written by the process
/// itself before it becomes the server, into a file that must not exist yet. So whoever makes the file first decides: the
/// process, and a server will run; or a stop, and it never will.
/// </summary>
internal sealed class AttemptFolder(string path)
{
    private const string Cancelled = "cancelled";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = path;

    public string OutputFile => System.IO.Path.Combine(Path, "output.log");

    public string ProcessFile => System.IO.Path.Combine(Path, "process");

    public bool Exists => Directory.Exists(Path);

    /// <summary>Whether a process or a stop has been here first.</summary>
    public bool IsTaken => File.Exists(ProcessFile);

    public void Create()
    {
        Directory.CreateDirectory(Path, OwnerOnly);
        new FileStream(
            OutputFile,
            new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
    }

    /// <summary>Decides that no server will run. False when a process was first, or another stop.</summary>
    public bool Cancel()
    {
        Directory.CreateDirectory(Path, OwnerOnly);
        try
        {
            using var file = new StreamWriter(new FileStream(ProcessFile, FileMode.CreateNew));
            file.WriteLine(Cancelled);
            return true;
        }
        catch (IOException) when (IsTaken)
        {
            return false;
        }
    }

    public bool IsCancelled() => IsTaken && ReadLine() == Cancelled;

    /// <summary>The process as it has named itself; null when it has not, or not to the end.</summary>
    public ServerProcess? Process() =>
        IsTaken && ProcessStatus.Parse(ReadLine()) is { } status ? new ServerProcess(status.Pid, status.StartTime) : null;

    public string Output(string? secretFingerprint) => OutputTail.Read(OutputFile, secretFingerprint);

    private string ReadLine() => File.ReadAllText(ProcessFile).TrimEnd();
}
