using Hub.Domain.Roles;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Roles;

internal sealed class RoleTable : IEntityTypeConfiguration<Role>
{
    public void Configure(EntityTypeBuilder<Role> table)
    {
        table.ToTable("roles");
        table.HasIndex(role => role.Name).IsUnique();
        table.Property(role => role.Origin).HasConversion<string>();
    }
}
