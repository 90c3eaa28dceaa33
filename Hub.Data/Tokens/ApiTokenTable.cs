using Hub.Domain.OAuth;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Tokens;

internal sealed class ApiTokenTable : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> table)
    {
        table.ToTable("api_tokens");
        table.HasIndex(token => token.Hash).IsUnique();
        table.HasIndex(token => token.SessionId);
        table.HasIndex(token => token.OAuthCodeHash);
        table.HasIndex(token => token.ExpiresAt);
        table.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Service>().WithMany().HasForeignKey(token => token.ServiceId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<OAuthClient>().WithMany().HasForeignKey(token => token.OAuthClientId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Server>().WithMany().HasForeignKey(token => token.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
