using System.Globalization;
using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Those arguments of Python's <c>Popen</c> that mean something for a process that is not started by Python.</summary>
/// <param name="Folder">Where the server begins, in place of its user's home; null for there.</param>
/// <param name="Umask">What new files may not allow; null for the hub's own.</param>
/// <param name="Group">The name or number of its group; null for its account's.</param>
/// <param name="ExtraGroups">All its other groups; null for its account's.</param>
public sealed record PopenArguments(string? Folder = null, int? Umask = null, string? Group = null, IReadOnlyList<string>? ExtraGroups = null)
{
    private const string Allowed =
        "cwd (a folder), umask (a number from 0 to 511), group (a name or a number), extra_groups (a list of them), and start_new_session, "
        + "close_fds, restore_signals (true, which is always so) and process_group (0, which is always so)";

    /// <summary>Says of each argument that cannot be heeded why.</summary>
    public static IEnumerable<OptionProblem> Check(IReadOnlyDictionary<string, JsonElement> arguments, string property) =>
        from argument in arguments
        let problem = Problem(argument.Key, argument.Value)
        where problem is not null
        select new OptionProblem(property, problem, Allowed) { Path = $"[\"{argument.Key}\"]" };

    /// <summary>What has been checked.</summary>
    public static PopenArguments From(IReadOnlyDictionary<string, JsonElement> arguments)
    {
        var given = arguments.Where(argument => argument.Value.ValueKind != JsonValueKind.Null).ToDictionary(pair => pair.Key, pair => pair.Value);
        return new PopenArguments(
            given.TryGetValue("cwd", out var folder) ? folder.GetString() : null,
            given.TryGetValue("umask", out var umask) && umask.GetInt32() is >= 0 and var mask ? mask : null,
            given.TryGetValue("group", out var group) ? GroupOf(group) : null,
            given.TryGetValue("extra_groups", out var groups) ? [.. groups.EnumerateArray().Select(one => GroupOf(one)!)] : null);
    }

    private static string? Problem(string name, JsonElement value) => name switch
    {
        "start_new_session" or "close_fds" or "restore_signals" =>
            value.ValueKind == JsonValueKind.True ? null : "cannot be turned off: servers must outlive the hub",
        "env" => "is Spawner.environment here",
        "shell" => "is Spawner.shell_cmd here",
        "executable" => "is Spawner.cmd here",
        "user" => "is given by JupyterHub.spawner_class: the user's own account with localprocess, the hub's with simple",
        "stdin" or "stdout" or "stderr" => "cannot be chosen: servers write to a file that outlives the hub",
        "pass_fds" => "cannot be had: servers outlive what the hub has open",
        // As in Python, where nothing is the default of all of these.
        "cwd" or "umask" or "group" or "extra_groups" or "process_group" when value.ValueKind == JsonValueKind.Null => null,
        "cwd" => value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith('/') ? null : "is not the absolute path of a folder",
        // As in Python, -1 leaves it as it is.
        "umask" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var mask) && mask is >= -1 and <= 511 ? null : "is no such number",
        "group" => GroupOf(value) is null ? "is no group" : null,
        "extra_groups" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => GroupOf(one) is not null) ? null : "is no list of groups",
        "process_group" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var leader) && leader == 0
            ? null : "cannot be another's: each server leads a group of its own",
        _ => "means nothing without Python",
    };

    /// <summary>Null for what cannot be one.</summary>
    private static string? GroupOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetUInt32(out var number) => number.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.String when value.GetString() is { Length: > 0 } name && !name.StartsWith('-') && name.IndexOfAny([',', '\0']) < 0 => name,
        _ => null,
    };
}
