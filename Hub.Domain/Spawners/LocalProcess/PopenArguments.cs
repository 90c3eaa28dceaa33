using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Those arguments of Python's <c>Popen</c> that mean something for a process that is not started by Python.</summary>
/// <param name="Folder">Where the server begins, in place of its user's home; null for there.</param>
/// <param name="Umask">What new files may not allow; null for the hub's own.</param>
public sealed record PopenArguments(string? Folder = null, int? Umask = null)
{
    private const string Allowed = "cwd (a folder), umask (a number from 0 to 511), and start_new_session (true, which is always so)";

    /// <summary>Says of each argument that cannot be heeded why.</summary>
    public static IEnumerable<OptionProblem> Check(IReadOnlyDictionary<string, JsonElement> arguments, string property) =>
        from argument in arguments
        let problem = Problem(argument.Key, argument.Value)
        where problem is not null
        select new OptionProblem(property, problem, Allowed) { Path = $"[\"{argument.Key}\"]" };

    /// <summary>What has been checked.</summary>
    public static PopenArguments From(IReadOnlyDictionary<string, JsonElement> arguments) => new(
        arguments.TryGetValue("cwd", out var folder) && folder.ValueKind == JsonValueKind.String ? folder.GetString() : null,
        arguments.TryGetValue("umask", out var umask) && umask.TryGetInt32(out var mask) && mask >= 0 ? mask : null);

    private static string? Problem(string name, JsonElement value) => name switch
    {
        "cwd" => value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith('/') ? null : "is not the absolute path of a folder",
        // As in Python, -1 leaves it as it is.
        "umask" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var mask) && mask is >= -1 and <= 511 ? null : "is no such number",
        "start_new_session" => value.ValueKind == JsonValueKind.True ? null : "cannot be turned off: servers must outlive the hub",
        _ => "means nothing without Python",
    };
}
