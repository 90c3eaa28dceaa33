using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Servers;

internal sealed class ProgressEventTable : IEntityTypeConfiguration<ProgressEvent>
{
    public void Configure(EntityTypeBuilder<ProgressEvent> table)
    {
        table.ToTable("progress_events");
        table.HasIndex(line => new { line.ServerId, line.Attempt, line.Id });
        table.Ignore(line => line.Place);
        table.Ignore(line => line.NextStep);
        table.HasOne<Server>().WithMany().HasForeignKey(line => line.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
