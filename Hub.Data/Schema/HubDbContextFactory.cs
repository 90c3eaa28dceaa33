using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Hub.Data.Schema;

/// <summary>What <c>dotnet ef migrations add</c> makes its context with; it never connects.</summary>
internal sealed class HubDbContextFactory : IDesignTimeDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<HubDbContext>().UseNpgsql("Host=nowhere").Options);
}
