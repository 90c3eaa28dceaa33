using Hub.Domain.Authenticators.Native;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Authenticators;

internal sealed class NativeAccountTable : IEntityTypeConfiguration<NativeAccount>
{
    public void Configure(EntityTypeBuilder<NativeAccount> table)
    {
        table.ToTable("native_accounts");
        table.HasIndex(account => account.Name).IsUnique();
        table.HasIndex(account => account.ResetHash).IsUnique();
        table.HasIndex(account => account.ApprovalHash).IsUnique();
        table.HasIndex(account => new { account.IsAuthorized, account.Name });
    }
}
