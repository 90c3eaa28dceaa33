using Hub.Data.Schema;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Servers;

internal sealed class ServerTable : IEntityTypeConfiguration<Server>
{
    public void Configure(EntityTypeBuilder<Server> table)
    {
        table.ToTable("servers");
        table.HasIndex(server => new { server.UserId, server.Name }).IsUnique();
        table.Property(server => server.State).HasConversion(
            state => state.ToString().ToLowerInvariant(), text => Enum.Parse<ServerState>(text, true));
        table.Property(server => server.Phase).HasConversion(
            phase => phase.ToString()!.ToLowerInvariant(), text => Enum.Parse<ServerPhase>(text, true));
        table.Property(server => server.UserOptions).IsOptionalJson();
        table.Property(server => server.SpawnerState).IsJson();
        // Everything that runs or moves, and nothing else: limits, polls and take-overs never look at a stopped server.
        table.HasIndex(server => new { server.State, server.NextPoll }).HasFilter("state <> 'stopped'").HasDatabaseName("ix_servers_active");
        table.HasOne(server => server.User).WithMany().HasForeignKey(server => server.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Ignore(server => server.Stage);
        table.Ignore(server => server.CalledOff);
        table.Ignore(server => server.Active);
        table.Ignore(server => server.Pending);
    }
}
