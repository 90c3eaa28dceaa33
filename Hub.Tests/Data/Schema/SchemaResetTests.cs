using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Data.Schema;

/// <summary>JupyterHub.reset_db: a start from nothing.</summary>
public sealed class SchemaResetTests
{
    private static readonly HubConfiguration Reset = ApiFixture.Basis with { Database = new DatabaseOptions { ResetDb = true } };

    [Test]
    public async Task Everything_of_hubs_goes_and_nothing_of_others()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        await using (var before = await HubApplication.StartAsync(ApiFixture.Basis, connectionString: database.ConnectionString))
        {
            await before.Get<IUserStore>().CreateAsync(["ann"], admin: false, default);
            await Should.ThrowAsync<InvalidInputException>(() => HubApplication.StartAsync(Reset, connectionString: database.ConnectionString));
            (await before.Get<IUserStore>().FindAsync("ann", default)).ShouldNotBeNull();
        }

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.ExecuteAsync("CREATE TABLE of_somebody_else (note text); INSERT INTO of_somebody_else VALUES ('mine')");
        await using (var after = await HubApplication.StartAsync(Reset, connectionString: database.ConnectionString))
        {
            (await after.Get<IUserStore>().FindAsync("ann", default)).ShouldBeNull();
            (await after.Get<IUserStore>().FindAsync("admin", default)).ShouldNotBeNull();
        }

        (await connection.QuerySingleAsync<string>("SELECT note FROM of_somebody_else")).ShouldBe("mine");
        // An empty database is as good.
        await connection.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        await using var fresh = await HubApplication.StartAsync(Reset, connectionString: database.ConnectionString);
        (await fresh.Get<IUserStore>().FindAsync("admin", default)).ShouldNotBeNull();
    }
}
