using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Hub.Domain.Configuration;

/// <summary>A PostgreSQL database, read from a URL as SQLAlchemy and libpq write it or from Npgsql's keyword form.</summary>
public sealed class DatabaseUrl
{
    // libpq's parameters that Npgsql has a word for.
    private static readonly Dictionary<string, string> s_parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    private static readonly Dictionary<string, string> s_sslModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = "Disable",
        ["allow"] = "Allow",
        ["prefer"] = "Prefer",
        ["require"] = "Require",
        ["verify-ca"] = "VerifyCA",
        ["verify-full"] = "VerifyFull",
    };

    private readonly DbConnectionStringBuilder _builder;

    private DatabaseUrl(DbConnectionStringBuilder builder) => _builder = builder;

    public string ConnectionString => _builder.ConnectionString;

    /// <summary>User, host and database, never the password.</summary>
    public string Description =>
        $"postgresql://{User()}{Word("Host", "Server")}{(Word("Port") is { Length: > 0 } port ? ":" + port : "")}/{Word("Database", "DB")}";

    public static DatabaseUrl Parse(string text) => TryParse(text, out var database, out var problem)
        ? database
        : throw new FormatException("The database URL " + problem);

    /// <summary>Reads either form; <paramref name="problem"/> never repeats the text, which may hold a password.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DatabaseUrl? database, [NotNullWhen(false)] out string? problem)
    {
        var builder = new DbConnectionStringBuilder();
        problem = text.Contains("://", StringComparison.Ordinal) ? ReadUrl(text, builder)
            : text.Contains('=') ? ReadKeywords(text, builder)
            : "looks like the file of an SQLite database; the hub keeps its state in PostgreSQL";
        database = problem is null ? new DatabaseUrl(builder) : null;
        return problem is null;
    }

    private static string? ReadKeywords(string text, DbConnectionStringBuilder builder)
    {
        try
        {
            builder.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return "is not a list of key=value separated by semicolons";
        }

        return builder.ContainsKey("Host") || builder.ContainsKey("Server") ? null : "names no Host";
    }

    private static string? ReadUrl(string text, DbConnectionStringBuilder builder)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = text[..schemeEnd];
        if (scheme.Split('+')[0] is not ("postgresql" or "postgres"))
            return $"is a {scheme} database; the hub keeps its state in PostgreSQL";
        var rest = text[(schemeEnd + 3)..];
        var query = rest.IndexOf('?') is >= 0 and var mark ? rest[(mark + 1)..] : "";
        rest = rest[..(query.Length > 0 || rest.EndsWith('?') ? rest.IndexOf('?') : rest.Length)];
        // The last @ ends the user's part, so that a password with an unescaped one still works.
        var at = rest.LastIndexOf('@');
        var slash = rest.IndexOf('/', at + 1);
        var hosts = rest[(at + 1)..(slash < 0 ? rest.Length : slash)];
        if (at >= 0)
            SetUser(rest[..at], builder);
        if (slash >= 0 && slash + 1 < rest.Length)
            builder["Database"] = Uri.UnescapeDataString(rest[(slash + 1)..]);
        if (hosts.Length > 0 && SetHosts(hosts, builder) is { } wrongHost)
            return wrongHost;
        if (SetParameters(query, builder) is { } wrongParameter)
            return wrongParameter;
        if (!builder.ContainsKey("Database"))
            return "names no database";
        if (!builder.ContainsKey("Host"))
            builder["Host"] = "localhost";
        return null;
    }

    private static void SetUser(string part, DbConnectionStringBuilder builder)
    {
        var colon = part.IndexOf(':');
        builder["Username"] = Uri.UnescapeDataString(colon < 0 ? part : part[..colon]);
        if (colon >= 0)
            builder["Password"] = Uri.UnescapeDataString(part[(colon + 1)..]);
    }

    private static string? SetHosts(string hosts, DbConnectionStringBuilder builder)
    {
        if (hosts.Contains(','))
        {
            // Npgsql takes several hosts, each with its port, as they stand.
            builder["Host"] = hosts;
            return null;
        }

        var portStart = hosts.LastIndexOf(':') is var colon && colon > hosts.LastIndexOf(']') ? colon : -1;
        builder["Host"] = Uri.UnescapeDataString(portStart < 0 ? hosts : hosts[..portStart]).Trim('[', ']');
        if (portStart < 0)
            return null;
        if (!ushort.TryParse(hosts[(portStart + 1)..], out var port) || port == 0)
            return "has a port that is not a number from 1 to 65535";
        builder["Port"] = port;
        return null;
    }

    private static string? SetParameters(string query, DbConnectionStringBuilder builder)
    {
        var (words, problem) = Keywords(query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(parts => (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "")));
        foreach (var (keyword, value) in words)
            builder[keyword] = value;
        return problem;
    }

    /// <summary>Npgsql's words for parameters of libpq, up to the first that is wrong.</summary>
    internal static (IReadOnlyList<(string Keyword, string Value)> Words, string? Problem) Keywords(IEnumerable<(string Name, string Value)> parameters)
    {
        var words = new List<(string, string)>();
        foreach (var (name, given) in parameters)
        {
            var value = given;
            if (!s_parameters.TryGetValue(name, out var keyword))
                return (words, $"has an unknown parameter; known are {string.Join(", ", s_parameters.Keys)}");
            if (keyword == "SSL Mode" && !s_sslModes.TryGetValue(value, out value!))
                return (words, $"has an unknown sslmode; known are {string.Join(", ", s_sslModes.Keys)}");
            words.Add((keyword, value));
        }

        return (words, null);
    }

    private string User() => Word("Username", "User ID", "User") is { Length: > 0 } user ? user + "@" : "";

    private string Word(params string[] names) => names
        .Select(name => _builder.TryGetValue(name, out var value) ? value as string ?? value.ToString() : null)
        .FirstOrDefault(value => value is not null) ?? "";
}
