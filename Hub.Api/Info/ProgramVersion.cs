using System.Reflection;

namespace Hub.Api.Info;

/// <summary>The hub's own version, as it was built.</summary>
public static class ProgramVersion
{
    public static string Current { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
