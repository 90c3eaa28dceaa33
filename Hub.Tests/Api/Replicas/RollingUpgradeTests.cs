using Dapper;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Api.Replicas;

public sealed class RollingUpgradeTests
{
    [Test]
    public async Task A_hub_works_on_the_schema_of_a_newer_one_and_says_so()
    {
        await using var first = await HubApplication.StartAsync(ApiFixture.Basis);
        await using var database = new NpgsqlConnection(first.ConnectionString);
        await database.ExecuteAsync(
            """
            INSERT INTO "__EFMigrationsHistory" VALUES ('29991231235959_FromTheFuture', '99.0.0');
            CREATE TABLE wonders (id int PRIMARY KEY);
            ALTER TABLE users ADD COLUMN wonder text;
            ALTER TABLE servers ADD COLUMN wonder text NOT NULL DEFAULT 'none';
            """);
        await using var second = await HubApplication.StartAsync(ApiFixture.Basis, beside: first);
        second.Log.Text.ShouldContain("newer hub (29991231235959_FromTheFuture)");
        using var admin = new TokenClient(second.Port, await MintedTokens.OfAsync(second, "admin", "inherit"));
        (await admin.PostAsync("users/ann")).Status.ShouldBe(201);
        (await admin.GetAsync("users")).Text.ShouldContain("ann");
        (await admin.PostAsync("users/ann/tokens")).Status.ShouldBe(201);
    }
}
