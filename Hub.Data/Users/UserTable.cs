using Hub.Data.Roles;
using Hub.Data.Schema;
using Hub.Domain.Groups;
using Hub.Domain.Roles;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Users;

internal sealed class UserTable : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> table)
    {
        table.ToTable("users");
        table.HasIndex(user => user.Name).IsUnique();
        table.HasIndex(user => user.LastActivity);
        table.Property(user => user.UserInfo).IsOptionalJson();
        table.HasMany(user => user.Groups).WithMany(group => group.Users).UsingEntity(
            "UserGroups",
            right => right.HasOne(typeof(Group)).WithMany().HasForeignKey("GroupId"),
            left => left.HasOne(typeof(User)).WithMany().HasForeignKey("UserId"),
            join => join.HasKey("UserId", "GroupId"));
        table.HasMany(user => user.Roles).WithMany().UsingEntity(
            "UserRoles",
            right => right.HasOne(typeof(Role)).WithMany().HasForeignKey("RoleId"),
            left => left.HasOne(typeof(User)).WithMany().HasForeignKey("UserId"),
            join => join.IsRoleHolding("UserId"));
    }
}
