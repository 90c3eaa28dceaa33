using Dapper;
using Hub.Domain.Audit;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Data.Schema;

/// <summary>What is past its time goes, however much it is, and nothing else does.</summary>
public sealed class PortionsTests : ApiFixture
{
    /// <summary>More than go at a time.</summary>
    private const int Many = 10_001;

    private NpgsqlConnection database = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        database = new NpgsqlConnection(App.ConnectionString);
        (await Admin.PostAsync("users/admin/server")).ShouldBe(201);
    }

    [OneTimeTearDown]
    public async Task DisconnectAsync() => await database.DisposeAsync();

    [TestCase(
        "api_tokens",
        "INSERT INTO api_tokens (user_id, hash, scopes, created, note, from_configuration, expires_at) "
        + "SELECT u.id, hash, '{}', now(), '', false, ends FROM users u, wanted",
        TestName = "Tokens that have expired go")]
    [TestCase(
        "sessions",
        "INSERT INTO sessions (hash, session_id, user_id, created, expires_at) "
        + "SELECT hash, encode(hash, 'hex'), u.id, now(), ends FROM users u, wanted",
        TestName = "Sessions that have expired go")]
    [TestCase(
        "oauth_codes",
        "INSERT INTO oauth_codes (hash, client_id, user_id, scopes, expires_at, used) "
        + "SELECT hash, c.id, u.id, '{}', ends, false FROM users u, oauth_clients c, wanted",
        TestName = "Codes of OAuth clients that have expired go")]
    [TestCase(
        "share_codes",
        "INSERT INTO share_codes (hash, server_id, scopes, created, expires_at, exchange_count) "
        + "SELECT hash, s.id, '{}', now(), ends, 0 FROM servers s, wanted",
        TestName = "Codes of shares that have expired go")]
    public async Task What_has_expired_goes(string table, string insert)
    {
        await database.ExecuteAsync(
            $"""
             WITH wanted AS (SELECT decode('aabbcc' || lpad(to_hex(n), 8, '0'), 'hex') AS hash,
                                    now() + CASE WHEN n = 0 THEN interval '1 hour' ELSE interval '-1 second' END AS ends
                             FROM generate_series(0, {Many}) AS n)
             {insert}
             """);
        (await App.Get<ITokenStore>().RemoveExpiredAsync(default)).ShouldBe(Many);
        (await CountAsync(table, "encode(hash, 'hex') LIKE 'aabbcc%'")).ShouldBe(1, "its end has not come");
        // A token without an end stays as well, or nobody would be let in here.
        (await Admin.GetAsync("user")).Status.ShouldBe(200);
    }

    [Test]
    public async Task Old_attempts_go_unless_their_age_does_not_matter()
    {
        await database.ExecuteAsync(
            $"""
             INSERT INTO server_attempts (user_id, server_id, server_name, attempt, requested_by, outcome, accepted, ended)
             SELECT u.id, 1000 + n, 'past-' || n, 1, '', 'stopped', now() - interval '3 days', now() - interval '2 days'
             FROM users u, generate_series(1, {Many}) AS n
             """);
        var history = App.Get<IServerHistory>();
        (await history.PruneAsync(TimeSpan.FromDays(3), keepOfEach: 5, default)).ShouldBe(0);
        (await history.PruneAsync(TimeSpan.Zero, keepOfEach: 5, default)).ShouldBe(0, "0 is for ever");
        (await history.PruneAsync(TimeSpan.FromDays(1), keepOfEach: 5, default)).ShouldBe(Many);
        (await CountAsync("server_attempts", "true")).ShouldBe(1, "the one that runs");
    }

    [Test]
    public async Task Old_events_go_unless_they_are_to_be_kept_for_ever()
    {
        await database.ExecuteAsync(
            $"""
             INSERT INTO audit_events (time, kind, actor, outcome, who)
             SELECT now() - interval '400 days', 'login', 'User', 'Done', 'past' FROM generate_series(1, {Many})
             """);
        foreach (var (days, left) in ((int, int)[])[(0, Many), (500, Many), (399, 0)])
        {
            var retention = new AuditRetention(
                App.Get<IAuditStore>(), new AuditOptions { RetentionDays = days }, TimeProvider.System, NullLogger<AuditRetention>.Instance);
            await retention.RunOnceAsync(default);
            (await CountAsync("audit_events", "who = 'past'")).ShouldBe(left, $"kept for {days} days");
        }
    }

    private Task<long> CountAsync(string table, string condition) =>
        database.QuerySingleAsync<long>($"SELECT count(*) FROM {table} WHERE {condition}");
}
