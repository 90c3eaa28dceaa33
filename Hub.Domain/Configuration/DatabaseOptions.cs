using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>Where the hub keeps its state.</summary>
[TraitClass("JupyterHub")]
public sealed record DatabaseOptions
{
    /// <summary>
    /// The PostgreSQL database: <c>postgresql://user:password@host:5432/database?sslmode=require</c>, or the form
    /// <c>Host=…;Username=…;Password=…;Database=…</c>. Default: empty, an embedded PostgreSQL in the data folder.
    /// </summary>
    [Secret, DatabaseUrl]
    public string DbUrl { get; init; } = "";

    /// <summary>Whether the hub is to start a PostgreSQL of its own.</summary>
    public bool IsEmbedded => DbUrl.Length == 0;

    /// <summary>The connection string Npgsql takes; not for the embedded database, which makes its own.</summary>
    public string ConnectionString => DatabaseUrl.Parse(DbUrl).ConnectionString;

    /// <summary>The database in words that may be logged.</summary>
    public string Description => IsEmbedded ? "embedded PostgreSQL" : DatabaseUrl.Parse(DbUrl).Description;
}
