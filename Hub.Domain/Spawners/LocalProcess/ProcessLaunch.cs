using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>
/// A process that outlives the hub: its own session, default signals, nothing on its first three descriptors but
/// <c>/dev/null</c> and a log file, and no other descriptor at all.
/// </summary>
internal sealed record ProcessLaunch
{
    /// <summary>Room for the opaque structures of the C library, well above what any of them takes.</summary>
    private const int StructureSize = 1024;

    /// <summary>An absolute path and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string Folder { get; init; }

    public required string OutputFile { get; init; }

    /// <exception cref="Win32Exception">The system refused.</exception>
    public int Start()
    {
        var attributes = Marshal.AllocHGlobal(StructureSize);
        var actions = Marshal.AllocHGlobal(StructureSize);
        var arguments = NativeTexts(Command);
        var environment = NativeTexts([.. Environment.Select(variable => $"{variable.Key}={variable.Value}")]);
        try
        {
            Check(Posix.InitAttributes(attributes));
            Check(Posix.InitActions(actions));
            FillAttributes(attributes);
            FillActions(actions);
            Check(Posix.Spawn(out var pid, Command[0], actions, attributes, arguments, environment));
            return pid;
        }
        finally
        {
            Posix.DestroyActions(actions);
            Posix.DestroyAttributes(attributes);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(actions);
            Free(arguments);
            Free(environment);
        }
    }

    private static void FillAttributes(nint attributes)
    {
        var signals = Marshal.AllocHGlobal(StructureSize);
        try
        {
            // A background shell hands down an ignored SIGINT, .NET an ignored SIGPIPE; a server wants neither.
            Posix.FillSignals(signals);
            Check(Posix.SetSignalDefaults(attributes, signals));
            Posix.ClearSignals(signals);
            Check(Posix.SetSignalMask(attributes, signals));
        }
        finally
        {
            Marshal.FreeHGlobal(signals);
        }
        Check(Posix.SetFlags(attributes, Posix.SpawnSetSignalDefaults | Posix.SpawnSetSignalMask | Posix.SpawnSetSession));
    }

    private void FillActions(nint actions)
    {
        Check(Posix.AddOpen(actions, 0, "/dev/null", Posix.OpenReadOnly, 0));
        // A file and not a pipe: a pipe to a hub that is gone kills the server at its next line.
        Check(Posix.AddOpen(actions, 1, OutputFile, Posix.OpenWriteOnly | Posix.OpenCreate | Posix.OpenAppend, 0b110_000_000));
        Check(Posix.AddDuplicate(actions, 1, 2));
        Check(Posix.AddCloseFrom(actions, 3));
        Check(Posix.AddChangeFolder(actions, Folder));
    }

    private static nint[] NativeTexts(IReadOnlyList<string> texts)
    {
        var native = new nint[texts.Count + 1];
        for (var i = 0; i < texts.Count; i++)
            native[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        return native;
    }

    private static void Free(nint[] texts)
    {
        foreach (var text in texts)
            Marshal.FreeCoTaskMem(text);
    }

    private static void Check(int error)
    {
        if (error != Posix.Success)
            throw new Win32Exception(error);
    }
}
