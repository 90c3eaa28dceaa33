namespace Hub.Proxy.Cli;

/// <summary>Turns arguments, environment and configuration file into options; the first wins over the second over the third.</summary>
internal static class OptionReader
{
    private const string Prefix = "HUBPROXY__";

    public static ProxyOptions Read(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var given = Arguments(arguments);
        var set = Environment(environment);
        var file = given.Concat(set).FirstOrDefault(s => s.Option.Name == "config")?.Value;
        var options = new ProxyOptions { AuthToken = Token(environment), ExtraCaCerts = environment.GetValueOrDefault("NODE_EXTRA_CA_CERTS") };
        options.Ssl.Passphrase = environment.GetValueOrDefault("CONFIGPROXY_SSL_KEY_PASSPHRASE");
        options.ApiSsl.Passphrase = environment.GetValueOrDefault("CONFIGPROXY_API_SSL_KEY_PASSPHRASE");
        foreach (var setting in (file is null ? [] : ConfigurationFile.Read(file)).Concat(set).Concat(given)) Apply(setting, options);
        Check(options, given.Concat(set).Select(s => s.Option.Name).ToHashSet());
        return options;
    }

    /// <summary>An option by its name, or an error that names the nearest one.</summary>
    public static OptionSpec Find(string name, string shown)
    {
        if (OptionTable.Find(name) is { } option) return option;
        var near = NearestName.Of(name, OptionTable.All.Select(o => o.Name));
        throw new UsageException(near is null ? $"error: unknown option '{shown}'" : $"error: unknown option '{shown}'\n(Did you mean --{near}?)");
    }

    private static List<Setting> Arguments(IReadOnlyList<string> arguments)
    {
        var settings = new List<Setting>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-') || argument is "-" or "--") throw new UsageException($"error: unexpected argument '{argument}'");
            var equals = argument.IndexOf('=');
            var shown = equals < 0 ? argument : argument[..equals];
            if (!shown.StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"error: unknown option '{shown}'");
            var option = Find(shown[2..], shown);
            if (option.IsFlag)
            {
                if (equals >= 0) throw new UsageException($"error: option '{shown}' takes no value");
                settings.Add(new Setting(option, ""));
            }
            else if (equals >= 0) settings.Add(new Setting(option, argument[(equals + 1)..]));
            else if (++i < arguments.Count) settings.Add(new Setting(option, arguments[i]));
            else throw new UsageException($"error: option '{shown} {option.Value}' argument missing");
        }

        return settings;
    }

    private static List<Setting> Environment(IReadOnlyDictionary<string, string> environment)
    {
        var settings = new List<Setting>();
        foreach (var (name, value) in environment)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var option = Find(name[Prefix.Length..].ToLowerInvariant().Replace('_', '-'), name);
            if (!option.IsFlag) settings.Add(new Setting(option, value));
            else if (IsOn(value, name)) settings.Add(new Setting(option, ""));
        }

        return settings;
    }

    private static bool IsOn(string value, string name) => value.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" => true,
        "" or "0" or "false" or "no" => false,
        _ => throw new UsageException($"error: {name}: '{value}' is neither true nor false"),
    };

    private static void Apply(Setting setting, ProxyOptions options)
    {
        try
        {
            setting.Option.Apply(options, setting.Value);
        }
        catch (FormatException e)
        {
            throw new UsageException($"error: --{setting.Option.Name}: {e.Message}");
        }
    }

    private static void Check(ProxyOptions options, HashSet<string> given)
    {
        if (given.Contains("socket") && (given.Contains("ip") || given.Contains("port")))
            throw new UsageException("error: option '--socket <path>' cannot be used with option '--ip <ip-address>' or '--port <n>'");
        if (options.ErrorTarget is not null && options.ErrorPath is not null)
            throw new UsageException("Cannot specify both error-target and error-path. Pick one.");
        if (options.RedirectPort is not null && !options.Ssl.IsGiven)
            throw new UsageException("HTTPS redirection specified but certificates not provided.");
    }

    private static string? Token(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.TryGetValue("CONFIGPROXY_AUTH_TOKEN", out var token) && token.Length > 0) return token;
        if (!environment.TryGetValue("CONFIGPROXY_AUTH_TOKEN_FILE", out var file) || file.Length == 0) return null;
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"error: CONFIGPROXY_AUTH_TOKEN_FILE: {e.Message}");
        }
    }
}
