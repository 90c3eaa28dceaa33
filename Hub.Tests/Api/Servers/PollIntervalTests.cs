using System.Text.Json;
using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

/// <summary>A group's servers are looked at more often than the hub's others, or never.</summary>
/// <param name="everybodys">The hub's interval in seconds.</param>
/// <param name="members">That of the group.</param>
[TestFixture(0, 1)]
[TestFixture(1, 0)]
public sealed class PollIntervalTests(int everybodys, int members) : ApiFixture
{
    private TinySpawner spawner = null!;

    [Test]
    public async Task Who_is_looked_at_is_found_dead_and_who_is_not_is_left_alone()
    {
        await UsersAsync("member", "other");
        await Admin.PostAsync("groups/watched");
        (await Admin.PostAsync("groups/watched/users", """{"users": ["member"]}""")).Status.ShouldBe(200);
        foreach (var user in (string[])["member", "other"])
            (await Admin.PostAsync($"users/{user}/server")).ShouldBe(201);
        var (seen, unseen) = members > 0 ? ("member", "other") : ("other", "member");
        // Once it was looked at alive, the time of the next look is no longer the one it began with.
        var first = await NextPollAsync(seen);
        await Eventually.True(async () => await NextPollAsync(seen) > first);
        (await OwnIntervalAsync("other")).ShouldBeNull("a change of the configuration holds for it at once");

        foreach (var request in spawner.Requests)
            Machine.End(request.Attempt.ToString("n"));

        await Eventually.True(async () => (await Admin.GetAsync($"users/{seen}/server")).Json.Value<bool>("stopped"));
        (await Admin.GetAsync($"users/{seen}/server/history")).Json[0]!.Value<string>("outcome").ShouldBe("died");
        (await Admin.GetAsync($"users/{unseen}/server")).Json.Value<bool>("ready").ShouldBeTrue();
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Spawner = new SpawnerOptions
        {
            PollInterval = TimeSpan.FromSeconds(everybodys),
            GroupOverrides = new Dictionary<string, GroupOverride>
            {
                ["w"] = new()
                {
                    Groups = ["watched"],
                    SpawnerOverride = new Dictionary<string, JsonElement> { ["poll_interval"] = JsonSerializer.SerializeToElement(members) },
                },
            },
        },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new TinySpawner(machine);

    private Task<DateTime> NextPollAsync(string user) => OfAsync<DateTime>("next_poll", user);

    private Task<TimeSpan?> OwnIntervalAsync(string user) => OfAsync<TimeSpan?>("poll_interval", user);

    private async Task<T> OfAsync<T>(string column, string user)
    {
        await using var database = new NpgsqlConnection(App.ConnectionString);
        return await database.QuerySingleAsync<T>($"SELECT {column} FROM servers JOIN users u ON u.id = user_id WHERE u.name = @user", new { user });
    }
}
