using Hub.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Audit;

/// <summary>A trigger, made by the migration, refuses every change of a row, and every removal but that of old ones.</summary>
internal sealed class AuditTable : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> table)
    {
        table.ToTable("audit_events");
        table.Property(one => one.Actor).HasConversion<string>();
        table.Property(one => one.Outcome).HasConversion<string>();
        // By bytes, so that the index also finds everything that begins alike.
        table.Property(one => one.Object).UseCollation("C");
        table.HasIndex(one => one.Time);
        table.HasIndex(one => new { one.Who, one.Id });
        table.HasIndex(one => new { one.Object, one.Id });
        table.HasIndex(one => one.RequestId);
    }
}
