using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Hub.Tests.Contract;

/// <summary>The files of the folder <c>openapi</c>, where they lie in the source.</summary>
internal static class ContractFiles
{
    public static string Document => InRoot("openapi/hub.json");

    public static JsonObject Facts => JsonNode.Parse(File.ReadAllText(InRoot("openapi/jupyterhub-6.0-operations.json")))!.AsObject();

    public static string InTests(string path) => InRoot("Hub.Tests/" + path);

    private static string InRoot(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path));
}
