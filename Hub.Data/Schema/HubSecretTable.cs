using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Schema;

internal sealed class HubSecretTable : IEntityTypeConfiguration<HubSecret>
{
    public void Configure(EntityTypeBuilder<HubSecret> table)
    {
        table.ToTable("secrets");
        table.HasKey(secret => secret.Name);
    }
}
