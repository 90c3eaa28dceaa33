using Hub.Domain.Servers;
using Hub.Domain.Shares;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Shares;

internal sealed class ShareCodeTable : IEntityTypeConfiguration<ShareCode>
{
    public void Configure(EntityTypeBuilder<ShareCode> table)
    {
        table.ToTable("share_codes");
        table.HasIndex(code => code.Hash).IsUnique();
        table.HasOne<Server>().WithMany().HasForeignKey(code => code.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
