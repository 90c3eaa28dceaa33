using Hub.Domain.OAuth;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.OAuth;

internal sealed class OAuthClientTable : IEntityTypeConfiguration<OAuthClient>
{
    public void Configure(EntityTypeBuilder<OAuthClient> table)
    {
        table.ToTable("oauth_clients");
        table.HasIndex(client => client.Identifier).IsUnique();
        table.HasOne<Service>().WithMany().HasForeignKey(client => client.ServiceId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Server>().WithMany().HasForeignKey(client => client.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
