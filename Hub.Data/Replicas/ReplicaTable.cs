using Hub.Domain.Replicas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Replicas;

internal sealed class ReplicaTable : IEntityTypeConfiguration<LiveReplica>
{
    public void Configure(EntityTypeBuilder<LiveReplica> table)
    {
        table.ToTable("replicas");
        table.HasKey(replica => replica.Id);
        table.Property(replica => replica.Id).ValueGeneratedNever();
        table.Property(replica => replica.State).HasConversion(
            state => state.ToString().ToLowerInvariant(), text => Enum.Parse<ReplicaState>(text, true));
    }
}
