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
        // Most tokens have few of these, and an index that leaves out what is not there costs nothing to write.
        table.HasIndex(token => token.SessionId).HasFilter("session_id IS NOT NULL");
        table.HasIndex(token => token.OAuthCodeHash).HasFilter("oauth_code_hash IS NOT NULL");
        table.HasIndex(token => token.ExpiresAt).HasFilter("expires_at IS NOT NULL");
        table.HasIndex(token => token.ServiceId).HasFilter("service_id IS NOT NULL");
        table.HasIndex(token => token.OAuthClientId).HasFilter("oauth_client_id IS NOT NULL");
        table.HasIndex(token => token.ServerId).HasFilter("server_id IS NOT NULL");
        table.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Service>().WithMany().HasForeignKey(token => token.ServiceId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<OAuthClient>().WithMany().HasForeignKey(token => token.OAuthClientId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Server>().WithMany().HasForeignKey(token => token.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
