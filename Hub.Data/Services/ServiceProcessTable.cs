using Hub.Data.Schema;
using Hub.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Services;

internal sealed class ServiceProcessTable : IEntityTypeConfiguration<ServiceProcess>
{
    public void Configure(EntityTypeBuilder<ServiceProcess> table)
    {
        table.ToTable("service_processes");
        table.HasKey(process => new { process.Name, process.Host });
        table.Property(process => process.State).IsJson();
    }
}
