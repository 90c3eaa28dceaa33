using Hub.Data.Roles;
using Hub.Data.Schema;
using Hub.Domain.Groups;
using Hub.Domain.Roles;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Groups;

internal sealed class GroupTable : IEntityTypeConfiguration<Group>
{
    public void Configure(EntityTypeBuilder<Group> table)
    {
        table.ToTable("groups");
        table.HasIndex(group => group.Name).IsUnique();
        table.Property(group => group.Properties).IsJson();
        table.HasMany(group => group.Roles).WithMany().UsingEntity(
            "GroupRoles",
            right => right.HasOne(typeof(Role)).WithMany().HasForeignKey("RoleId"),
            left => left.HasOne(typeof(Group)).WithMany().HasForeignKey("GroupId"),
            join => join.IsRoleHolding("GroupId"));
    }
}
