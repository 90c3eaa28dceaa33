using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.OAuth;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

/// <summary>Starts that come at the same time are decided on together.</summary>
public sealed class AdmissionTests
{
    private static readonly HubConfiguration Quick = ApiFixture.Basis with
    {
        Servers = new ServerOptions { ConcurrentSpawnLimit = 0, AllowNamedServers = true, SlowSpawnTimeout = TimeSpan.Zero },
    };

    [Test]
    public async Task Each_of_many_at_once_gets_rows_of_its_own()
    {
        await using var pair = await PairAsync(Quick);
        await AddAsync(pair, 30);
        await pair.OnA.PutAsync("users/u0/servers/second");
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => pair.OnA.PostAsync($"users/u{i}/server", $"{{\"user_options\": {{\"number\": {i}}}}}")));
        answers.ShouldAllBe(answer => answer.Status == 202);
        var rows = (await QueryAsync<(string Name, string Options, long Tokens, long Clients, long Lines, long Attempts)>(pair.A,
            """
            SELECT u.name, user_options::text,
                   (SELECT count(*) FROM api_tokens t WHERE t.server_id = s.id AND t.user_id = u.id AND t.note = 'Server at /user/' || u.name || '/'),
                   (SELECT count(*) FROM oauth_clients c WHERE c.server_id = s.id AND c.description = 'Server at /user/' || u.name || '/'),
                   (SELECT count(*) FROM progress_events e WHERE e.server_id = s.id AND e.message = 'Server requested'),
                   (SELECT count(*) FROM server_attempts h WHERE h.server_id = s.id AND h.user_id = u.id AND h.accepted IS NOT NULL)
            FROM servers s JOIN users u ON u.id = s.user_id WHERE state = 'starting'
            """)).ToDictionary(row => row.Name);
        rows.Count.ShouldBe(30);
        foreach (var i in Enumerable.Range(0, 30))
            rows[$"u{i}"].ShouldBe(($"u{i}", $"{{\"number\":{i}}}", 1, 1, 1, 1));
        var deeds = (await QueryAsync<(string What, string Concerns, string Request)>(pair.A,
            "SELECT object, on_behalf_of, request_id FROM audit_events WHERE kind = 'server-start'")).ToList();
        deeds.Select(deed => deed.What).ShouldBe(Enumerable.Range(0, 30).Select(i => $"server/u{i}/"), ignoreOrder: true);
        deeds.ShouldAllBe(deed => deed.What == $"server/{deed.Concerns}/");
        deeds.Select(deed => deed.Request).Distinct().Count().ShouldBe(30, "each is written down with the request that asked for it");
    }

    [Test]
    public async Task Of_many_at_once_as_many_begin_as_there_is_room_for()
    {
        await using var pair = await PairAsync(Quick with { Servers = Quick.Servers with { ConcurrentSpawnLimit = 50, ActiveServerLimit = 4 } });
        await AddAsync(pair, 20);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => pair.OnA.PostAsync($"users/u{i}/server")));
        answers.Count(answer => answer.Status == 202).ShouldBe(4);
        answers.Count(answer => answer.Status == 429).ShouldBe(16);
        (await QueryAsync<long>(pair.A, "SELECT count(*) FROM servers WHERE state <> 'stopped'")).ShouldBe([4]);
        (await QueryAsync<long>(pair.A, "SELECT count(*) FROM api_tokens WHERE server_id IS NOT NULL")).ShouldBe([4]);
    }

    [Test]
    public async Task Of_many_starts_of_one_server_one_begins()
    {
        await using var pair = await PairAsync(Quick);
        await AddAsync(pair, 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => pair.OnA.PostAsync("users/u0/server")));
        answers.ShouldAllBe(answer => answer.Status == 202);
        (await QueryAsync<int>(pair.A, "SELECT attempt FROM servers WHERE state = 'starting'")).ShouldBe([1]);
        (await QueryAsync<long>(pair.A, "SELECT count(*) FROM audit_events WHERE kind = 'server-start'")).ShouldBe([1]);
    }

    [Test]
    public async Task A_server_that_is_gone_is_not_found_and_keeps_nobody_else_from_starting()
    {
        await using var pair = await PairAsync(Quick);
        await AddAsync(pair, 1);
        var store = pair.A.Get<IServerStore>();
        var users = await QueryAsync<int>(pair.A, "SELECT id FROM users WHERE name = 'u0'");
        var server = await store.DefaultAsync(users.Single(), CancellationToken.None);
        var gone = store.BeginStartAsync(Ticket(pair, int.MaxValue, users.Single()));
        var good = store.BeginStartAsync(Ticket(pair, server.Id, users.Single()));
        await Should.ThrowAsync<NotFoundException>(() => gone);
        (await good).Admission.ShouldBe(StartAdmission.Begun);
    }

    private static StartTicket Ticket(ApiPair pair, int server, int user) => new()
    {
        ServerId = server,
        Owner = pair.A.Get<Replica>().Id,
        LeaseTime = TimeSpan.FromSeconds(30),
        Deadline = TimeSpan.FromMinutes(1),
        Credentials = new ServerCredentials(
            new ApiToken { UserId = user, Hash = [(byte)server], Scopes = ["inherit"], Note = "", Created = DateTimeOffset.UtcNow },
            new OAuthClient { Identifier = $"client-{server}", SecretHash = [1], RedirectUri = "/", AllowedScopes = [], Description = "" }),
    };

    private static Task<ApiPair> PairAsync(HubConfiguration configuration) => ApiPair.StartAsync(configuration, machine => new SlowSpawner(machine));

    private static async Task AddAsync(ApiPair pair, int count) =>
        (await pair.OnA.PostAsync("users", $"{{\"usernames\": [{string.Join(",", Enumerable.Range(0, count).Select(i => $"\"u{i}\""))}]}}")).Status.ShouldBe(201);

    private static async Task<IEnumerable<T>> QueryAsync<T>(HubApplication hub, string sql)
    {
        await using var connection = await hub.Get<NpgsqlDataSource>().OpenConnectionAsync();
        return await connection.QueryAsync<T>(sql);
    }
}
