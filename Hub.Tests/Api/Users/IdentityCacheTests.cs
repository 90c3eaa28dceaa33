using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Api.Users;

[NonParallelizable]
public sealed class IdentityCacheTests : ApiFixture
{
    [Test]
    public async Task Who_asks_again_at_once_is_answered_without_the_database()
    {
        await UsersAsync("again");
        var client = await ClientAsync("again", "inherit");
        var first = await client.GetAsync("user");
        using var statements = new SqlStatements();
        var second = await client.GetAsync("user");
        statements.Seen.ShouldBeEmpty();
        second.Text.ShouldBe(first.Text);
        second.Headers["ETag"].ShouldBe(first.Headers["ETag"]);
        (await client.GetAsync("user", ("If-None-Match", first.Headers["ETag"]))).Status.ShouldBe(304);
    }

    [Test]
    public async Task What_the_hub_changes_shows_at_once()
    {
        await UsersAsync("changed");
        var client = await ClientAsync("changed", "inherit");
        (await client.GetAsync("user")).Json.Value<bool>("admin").ShouldBeFalse();
        await Admin.PatchAsync("users/changed", """{"admin": true}""");
        (await client.GetAsync("user")).Json.Value<bool>("admin").ShouldBeTrue();
        await Admin.PostAsync("groups/changers", """{"users": ["changed"]}""");
        (await client.GetAsync("user")).Json["groups"]!.ToString(Newtonsoft.Json.Formatting.None).ShouldBe("""["changers"]""");
        (await Admin.DeleteAsync("users/changed")).Status.ShouldBe(204);
        (await client.GetAsync("user")).Status.ShouldBe(403);
    }

    [Test]
    public async Task A_start_and_a_stop_show_at_once()
    {
        await UsersAsync("starter");
        var client = await ClientAsync("starter", "inherit");
        (await client.GetAsync("user")).Json.Value<string>("server").ShouldBeNull();
        await client.PostAsync("users/starter/server");
        await Eventually.True(async () => (await Admin.GetAsync("users/starter")).Json.Value<string>("server") is not null);
        (await client.GetAsync("user")).Json.Value<string>("server").ShouldBe("/user/starter/");
        await client.DeleteAsync("users/starter/server");
        await Eventually.True(async () => !(await Admin.GetAsync("users/starter")).Json["servers"]!.HasValues);
        (await client.GetAsync("user")).Json["servers"]!.HasValues.ShouldBeFalse();
    }

    [Test]
    public async Task What_changes_without_a_notice_shows_after_a_second()
    {
        await UsersAsync("quiet");
        var client = await ClientAsync("quiet", "inherit");
        await client.GetAsync("user");
        await using (var database = NpgsqlDataSource.Create(App.ConnectionString))
        await using (var change = database.CreateCommand("UPDATE users SET created = '2001-02-03T04:05:06Z' WHERE name = 'quiet'"))
            await change.ExecuteNonQueryAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await client.GetAsync("user")).Json.Value<string>("created").ShouldBe("2001-02-03T04:05:06Z");
    }

    [Test]
    public async Task A_change_on_another_replica_shows_within_a_second()
    {
        await UsersAsync("elsewhere");
        var client = await ClientAsync("elsewhere", "inherit");
        await using var other = await HubApplication.StartAsync(Basis, beside: App);
        using var there = new TokenClient(other.Port, await TokenAsync("admin", "inherit"));
        await client.GetAsync("user");
        await there.PatchAsync("users/elsewhere", """{"admin": true}""");
        await Eventually.True(
            async () => (await client.GetAsync("user")).Json.Value<bool>("admin"), within: Eventually.ASecond);
    }
}
