namespace Hub.Tests.Support;

/// <summary>A port of the loopback interface for a server that has to know its own before it starts; nobody else is given it.</summary>
public static class FreePort
{
    private static readonly PortRange Range = new(Path.GetTempPath());

    public static int Next() => Range.Next();
}
