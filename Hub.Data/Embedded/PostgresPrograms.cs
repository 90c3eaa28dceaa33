namespace Hub.Data.Embedded;

/// <summary>A folder with PostgreSQL's initdb, pg_ctl and postgres, and where we found it.</summary>
internal sealed record PostgresPrograms(string Folder, string Version, string Source)
{
    /// <summary>15 for 15.18: what decides whether a cluster can be opened.</summary>
    public string Major => new([.. Version.TakeWhile(char.IsAsciiDigit)]);

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public override string ToString() => $"PostgreSQL {Version} in {Folder} ({Source})";
}
