using Hub.Domain.Groups;
using Hub.Domain.Servers;
using Hub.Domain.Shares;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Shares;

internal sealed class ShareTable : IEntityTypeConfiguration<Share>
{
    public void Configure(EntityTypeBuilder<Share> table)
    {
        table.ToTable("shares");
        table.HasIndex(share => new { share.ServerId, share.UserId }).IsUnique();
        table.HasIndex(share => new { share.ServerId, share.GroupId }).IsUnique();
        table.HasOne<Server>().WithMany().HasForeignKey(share => share.ServerId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<User>().WithMany().HasForeignKey(share => share.UserId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Group>().WithMany().HasForeignKey(share => share.GroupId).OnDelete(DeleteBehavior.Cascade);
    }
}
