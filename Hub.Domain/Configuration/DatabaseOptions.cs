using System.Data.Common;
using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>Where the hub keeps its state.</summary>
[TraitClass("JupyterHub")]
public sealed record DatabaseOptions : ICheckedOptions
{
    /// <summary>
    /// The PostgreSQL database: <c>postgresql://user:password@host:5432/database?sslmode=require</c>, or the form
    /// <c>Host=…;Username=…;Password=…;Database=…</c>. Default: empty, an embedded PostgreSQL in the data folder.
    /// </summary>
    [Secret, DatabaseUrl]
    public string DbUrl { get; init; } = "";

    /// <summary>
    /// Arguments of SQLAlchemy's engine that mean something here: <c>pool_size</c> and <c>max_overflow</c>, whose sum is the most connections;
    /// <c>pool_timeout</c> and <c>pool_recycle</c> in seconds, <c>pool_pre_ping</c>, and <c>connect_args</c> with parameters of libpq such as
    /// <c>{"sslmode": "require"}</c>. Default: none, which means at most 50 connections.
    /// </summary>
    [Secret]
    public IReadOnlyDictionary<string, JsonElement> DbKwargs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// Whether this start deletes everything first that hubs have kept in the database: users, groups, roles, tokens, servers, the audit trail. It asks
    /// before; where nobody can be asked, <c>answer_yes</c> has to be set too. Processes of servers run on and have to be ended otherwise. While
    /// another hub runs on the database it is refused. Meant for the command line: in a file it happens at every start. Default: false.
    /// </summary>
    public bool ResetDb { get; init; }

    /// <summary>Whether the hub is to start a PostgreSQL of its own.</summary>
    public bool IsEmbedded => DbUrl.Length == 0;

    /// <summary>The connection string Npgsql takes; not for the embedded database, which makes its own.</summary>
    public string ConnectionString => WithArguments(DatabaseUrl.Parse(DbUrl).ConnectionString);

    /// <summary>The database in words that may be logged.</summary>
    public string Description => IsEmbedded ? "embedded PostgreSQL" : DatabaseUrl.Parse(DbUrl).Description;

    /// <summary>The connection string of whichever database, with db_kwargs.</summary>
    public string WithArguments(string connectionString)
    {
        if (DbKwargs.Count == 0)
            return connectionString;
        var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
        DatabaseArguments.Apply(DbKwargs, builder);
        return builder.ConnectionString;
    }

    public IEnumerable<OptionProblem> Check()
    {
        foreach (var (name, value) in DbKwargs)
        {
            if (DatabaseArguments.Problem(name, value) is { } problem)
                yield return new OptionProblem(nameof(DbKwargs), problem, $"the arguments {string.Join(", ", DatabaseArguments.Names)}") { Path = $".{name}" };
        }
    }
}
