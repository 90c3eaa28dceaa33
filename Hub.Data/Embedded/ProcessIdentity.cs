using System.Globalization;

namespace Hub.Data.Embedded;

/// <summary>A process by number and start time, because the system gives numbers of ended processes to new ones.</summary>
internal readonly record struct ProcessIdentity(int Pid, long StartTime)
{
    public bool IsAlive => Of(Pid) == this;

    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            // "pid (name) state …": the name may hold anything, so the fields are counted from the last bracket.
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // No such process, or gone while it was read.
            return null;
        }
    }
}
