using Hub.Data.Schema;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Servers;

internal sealed class ServerAttemptTable : IEntityTypeConfiguration<ServerAttempt>
{
    public void Configure(EntityTypeBuilder<ServerAttempt> table)
    {
        table.ToTable("server_attempts");
        // The running statements find an attempt by its server; readers by its owner, also when the server is gone.
        table.HasIndex(attempt => new { attempt.ServerId, attempt.Attempt }).IsUnique();
        table.HasIndex(attempt => new { attempt.UserId, attempt.ServerName, attempt.Id });
        table.HasIndex(attempt => attempt.Ended);
        table.Property(attempt => attempt.Outcome).HasConversion(
            outcome => outcome.ToString().ToLowerInvariant(), text => Enum.Parse<AttemptOutcome>(text, true));
        table.Property(attempt => attempt.FailureKind).HasConversion(
            kind => kind.ToString()!.ToLowerInvariant(), text => Enum.Parse<SpawnFailure>(text, true));
        table.Property(attempt => attempt.UserOptions).IsOptionalJson();
        table.Property(attempt => attempt.Story).IsOptionalJson();
        table.HasOne<User>().WithMany().HasForeignKey(attempt => attempt.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
