using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>A PostgreSQL database in one of the forms <see cref="DatabaseUrl"/> reads, or nothing.</summary>
public sealed class DatabaseUrlAttribute : ValueCheckAttribute
{
    public override string Allowed =>
        "postgresql://user:password@host:port/database, Host=…;Username=…;Password=…;Database=…, or nothing for the embedded PostgreSQL";

    public override string? Problem(object value) =>
        (string)value is { Length: > 0 } text && !DatabaseUrl.TryParse(text, out _, out var problem) ? problem : null;
}
