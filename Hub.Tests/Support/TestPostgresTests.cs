using Npgsql;

namespace Hub.Tests.Support;

public sealed class TestPostgresTests
{
    [Test]
    public async Task A_database_is_cloned_from_a_template_that_was_migrated_once()
    {
        var migrations = 0;
        async Task Migrate(string connectionString)
        {
            Interlocked.Increment(ref migrations);
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("CREATE TABLE t AS SELECT 7 AS n", connection);
            await command.ExecuteNonQueryAsync();
        }

        var templates = await Task.WhenAll(TestPostgres.TemplateAsync("once", Migrate), TestPostgres.TemplateAsync("once", Migrate));
        migrations.ShouldBe(1);
        await using var one = await TestPostgres.DatabaseAsync(templates[0]);
        await using var two = await TestPostgres.DatabaseAsync(templates[1]);
        one.Name.ShouldNotBe(two.Name);
        foreach (var database in new[] { one, two })
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("DELETE FROM t RETURNING n", connection);
            (await command.ExecuteScalarAsync()).ShouldBe(7);
        }
    }
}
