using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Servers;

internal sealed class StartFailuresTable : IEntityTypeConfiguration<StartFailures>
{
    public void Configure(EntityTypeBuilder<StartFailures> table)
    {
        table.ToTable("start_failures");
        table.Property(failures => failures.Id).ValueGeneratedNever();
    }
}
