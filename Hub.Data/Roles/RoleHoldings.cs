using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Roles;

/// <summary>Maps who holds a role, and whether the authenticator gave it.</summary>
internal static class RoleHoldings
{
    public static void IsRoleHolding(this EntityTypeBuilder join, string holder)
    {
        join.HasKey(holder, "RoleId");
        join.Property<bool>("Managed").HasDefaultValue(false);
    }
}
