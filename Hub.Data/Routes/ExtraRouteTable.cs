using Hub.Domain.Routes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Routes;

internal sealed class ExtraRouteTable : IEntityTypeConfiguration<ExtraRoute>
{
    public void Configure(EntityTypeBuilder<ExtraRoute> table)
    {
        table.ToTable("extra_routes");
        table.HasKey(route => route.Routespec);
    }
}
