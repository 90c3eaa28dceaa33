using System.Data.Common;
using System.Text.Json;

namespace Hub.Domain.Configuration;

/// <summary>Reads those arguments of SQLAlchemy's engine that mean something to a pool of connections to PostgreSQL.</summary>
internal static class DatabaseArguments
{
    // SQLAlchemy's own, where only one of the two is given.
    private const int UsualSize = 5;
    private const int UsualOverflow = 10;
    private const int WithoutLimit = 1000;

    public static readonly IReadOnlyList<string> Names =
        ["pool_size", "max_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping", "connect_args"];

    /// <summary>The first thing wrong with an argument; null when there is nothing.</summary>
    public static string? Problem(string name, JsonElement value) => name switch
    {
        "pool_size" or "pool_timeout" => Number(value) is >= 1 ? null : "is not a number from 1",
        "max_overflow" or "pool_recycle" => Number(value) is >= -1 ? null : "is not a number from -1",
        "pool_pre_ping" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "is not true or false",
        "connect_args" => ConnectProblem(value),
        _ => "is not an argument the hub knows",
    };

    public static void Apply(IReadOnlyDictionary<string, JsonElement> arguments, DbConnectionStringBuilder builder)
    {
        int? Given(string name) => arguments.TryGetValue(name, out var value) ? Number(value) : null;
        var (size, overflow) = (Given("pool_size"), Given("max_overflow"));
        if (size is not null || overflow is not null)
            builder["Maximum Pool Size"] = overflow == -1 ? WithoutLimit : (size ?? UsualSize) + (overflow ?? UsualOverflow);
        if (Given("pool_timeout") is { } wait)
            builder["Timeout"] = wait;
        if (Given("pool_recycle") is > 0 and { } life)
            builder["Connection Lifetime"] = life;
        // Not asked before each use: a connection that died is noticed by the system's own questions.
        if (arguments.TryGetValue("pool_pre_ping", out var ping) && ping.GetBoolean())
            builder["Keepalive"] = 30;
        if (arguments.TryGetValue("connect_args", out var connect))
        {
            foreach (var (keyword, value) in DatabaseUrl.Keywords(connect.EnumerateObject().Select(entry => (entry.Name, entry.Value.ToString()))).Words)
                builder[keyword] = value;
        }
    }

    private static string? ConnectProblem(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? DatabaseUrl.Keywords(value.EnumerateObject().Select(entry => (entry.Name, entry.Value.ToString()))).Problem
        : "is not an object";

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
