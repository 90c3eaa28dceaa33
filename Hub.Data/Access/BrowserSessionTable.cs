using Hub.Domain.Access;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Access;

internal sealed class BrowserSessionTable : IEntityTypeConfiguration<BrowserSession>
{
    public void Configure(EntityTypeBuilder<BrowserSession> table)
    {
        table.ToTable("sessions");
        table.HasKey(session => session.Hash);
        table.HasIndex(session => session.SessionId);
        table.HasIndex(session => session.ExpiresAt);
        table.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
