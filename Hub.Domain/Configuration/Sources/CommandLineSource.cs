using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Sources;

/// <summary>Settings from the command line: <c>--Class.trait=value</c> and JupyterHub's short flags.</summary>
public sealed class CommandLineSource : IConfigurationSource
{
    private const string Origin = "command line";

    private static readonly Dictionary<string, (string Class, string Trait)> s_valueFlags = new(StringComparer.Ordinal)
    {
        ["--ip"] = ("JupyterHub", "ip"),
        ["--port"] = ("JupyterHub", "port"),
        ["--base-url"] = ("JupyterHub", "base_url"),
        ["--url"] = ("JupyterHub", "bind_url"),
        ["--db"] = ("JupyterHub", "db_url"),
        ["--log-level"] = ("JupyterHub", "log_level"),
        ["--log-file"] = ("JupyterHub", "extra_log_file"),
        ["--pid-file"] = ("JupyterHub", "pid_file"),
        ["--ssl-key"] = ("JupyterHub", "ssl_key"),
        ["--ssl-cert"] = ("JupyterHub", "ssl_cert"),
    };

    private static readonly Dictionary<string, string> s_harmlessFlags = new(StringComparer.Ordinal)
    {
        ["--no-ssl"] = "does nothing, as in JupyterHub",
        ["--upgrade-db"] = "is not needed: the database is brought up to date at every start",
        ["-y"] = "does nothing: the hub asks no questions",
    };

    private readonly List<string> _configFiles = [];
    private readonly List<(string Class, string Trait, string Flag, string Value)> _values = [];
    private readonly List<ConfigurationMistake> _mistakes = [];
    private readonly List<ConfigurationMistake> _warnings = [];

    public CommandLineSource(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
            i += Read(arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : null);
        // A repeated flag adds to a list and replaces a single value: the trait's type decides later.
        Settings =
        [
            .. _values.GroupBy(value => (value.Class, value.Trait)).Select(group => Setting.FromText(
                group.Key.Class, group.Key.Trait, $"{Origin}, {group.Last().Flag}", [.. group.Select(value => value.Value)])),
        ];
    }

    /// <summary>The files given with <c>--config</c> or <c>-f</c>, in order.</summary>
    public IReadOnlyList<string> ConfigFiles => _configFiles;

    public IReadOnlyList<Setting> Settings { get; }

    public IReadOnlyList<ConfigurationMistake> Mistakes => _mistakes;

    public IReadOnlyList<ConfigurationMistake> Warnings => _warnings;

    /// <summary>Reads one argument; answers how many of those after it were its value.</summary>
    private int Read(string argument, string? next)
    {
        var equals = argument.IndexOf('=');
        var flag = equals < 0 ? argument : argument[..equals];
        if (flag == "--debug" && equals < 0)
            _values.Add(("JupyterHub", "log_level", flag, "DEBUG"));
        else if (flag is "--show-config" or "--show-config-json" && equals < 0)
            _values.Add(("Application", flag[2..].Replace('-', '_'), flag, "true"));
        else if (s_harmlessFlags.TryGetValue(flag, out var remark))
            _warnings.Add(new ConfigurationMistake(flag, null, Origin, remark));
        else if (flag is "--config" or "-f" || s_valueFlags.ContainsKey(flag) || TraitOf(flag) is not null)
            return ReadValue(flag, equals < 0 ? next : argument[(equals + 1)..], equals < 0);
        else
            _mistakes.Add(Unknown(flag));
        return 0;
    }

    private int ReadValue(string flag, string? value, bool isNextArgument)
    {
        if (value is null || (isNextArgument && value.StartsWith("--", StringComparison.Ordinal)))
        {
            _mistakes.Add(new ConfigurationMistake(flag, null, Origin, "has no value", $"{flag}=VALUE"));
            return 0;
        }

        if (flag is "--config" or "-f" or "--JupyterHub.config_file")
            _configFiles.Add(value);
        else
            Add(s_valueFlags.TryGetValue(flag, out var known) ? known : TraitOf(flag)!.Value, flag, value);
        return isNextArgument ? 1 : 0;
    }

    private void Add((string Class, string Trait) trait, string flag, string value) => _values.Add((trait.Class, trait.Trait, flag, value));

    private static (string Class, string Trait)? TraitOf(string flag)
    {
        var parts = flag.StartsWith("--", StringComparison.Ordinal) ? flag[2..].Split('.', 2) : [];
        return parts is [{ Length: > 0 } className, { Length: > 0 } traitName] ? (className, traitName) : null;
    }

    private static ConfigurationMistake Unknown(string flag)
    {
        string[] known = ["--config", "--debug", "--show-config", "--show-config-json", .. s_valueFlags.Keys, .. s_harmlessFlags.Keys];
        // An argument that is no flag may be the value of a mistyped one, even a password: it is not repeated.
        return flag.StartsWith('-')
            ? new ConfigurationMistake(flag, null, Origin, "is not a flag of the hub",
                "--Class.trait=value, " + string.Join(", ", known), NearMiss.Find(flag, known))
            : new ConfigurationMistake("", null, Origin, "an argument without a flag", "--config FILE and --Class.trait=value");
    }
}
