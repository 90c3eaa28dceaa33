using Hub.Domain.OAuth;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.OAuth;

internal sealed class OAuthCodeTable : IEntityTypeConfiguration<OAuthCode>
{
    public void Configure(EntityTypeBuilder<OAuthCode> table)
    {
        table.ToTable("oauth_codes");
        table.HasKey(code => code.Hash);
        table.HasIndex(code => code.ExpiresAt);
        table.HasOne<OAuthClient>().WithMany().HasForeignKey(code => code.ClientId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<User>().WithMany().HasForeignKey(code => code.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
