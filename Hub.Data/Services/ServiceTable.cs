using Hub.Data.Roles;
using Hub.Data.Schema;
using Hub.Domain.Roles;
using Hub.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Services;

internal sealed class ServiceTable : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> table)
    {
        table.ToTable("services");
        table.HasIndex(service => service.Name).IsUnique();
        table.Property(service => service.Info).IsJson();
        table.HasMany(service => service.Roles).WithMany().UsingEntity(
            "ServiceRoles",
            right => right.HasOne(typeof(Role)).WithMany().HasForeignKey("RoleId"),
            left => left.HasOne(typeof(Service)).WithMany().HasForeignKey("ServiceId"),
            join => join.IsRoleHolding("ServiceId"));
    }
}
