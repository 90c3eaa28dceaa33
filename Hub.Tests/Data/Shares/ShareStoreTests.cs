using Hub.Domain.Paging;
using Hub.Domain.Servers;
using Hub.Domain.Shares;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Data.Shares;

public sealed class ShareStoreTests
{
    private static readonly string[] Scopes = ["access:servers", "read:servers", "start:servers", "delete:servers", "tokens", "users:activity"];

    private HubApplication hub = null!;
    private IShareStore shares = null!;
    private Server server = null!;
    private ShareRecipient friend = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        hub = await HubApplication.StartAsync();
        shares = hub.Get<IShareStore>();
    }

    [OneTimeTearDown]
    public async Task Stop() => await hub.DisposeAsync();

    [SetUp]
    public async Task Make_a_server_and_a_friend()
    {
        var users = hub.Get<IUserStore>();
        var (owner, other) = (HubAccounts.NewName("owner"), HubAccounts.NewName("friend"));
        await users.CreateAsync([owner, other], admin: false, default);
        server = await hub.Get<IServerStore>().DefaultAsync((await users.FindAsync(owner, default))!.Id, default);
        friend = ShareRecipient.User((await users.FindAsync(other, default))!.Id, other);
    }

    [Test]
    public async Task Grants_at_the_same_moment_become_one_share_with_all_scopes()
    {
        await Task.WhenAll(Scopes.Select(scope => shares.GrantAsync(server.Id, friend, [scope], default)));
        var page = await shares.PageAsync(ShareFilter.OfServer(server.Id), new Page(0, 10), default);
        page.Total.ShouldBe(1);
        page.Items.Single().Scopes.Select(scope => scope[..scope.IndexOf('!')]).ShouldBe(Scopes.Order(StringComparer.Ordinal));
    }

    [Test]
    public async Task Every_exchange_of_a_code_counts()
    {
        var hash = TokenHash.Of(TokenHash.NewSecret());
        var now = DateTimeOffset.UtcNow;
        await shares.AddCodeAsync(
            new ShareCode { Hash = hash, ServerId = server.Id, Scopes = ["access:servers"], Created = now, ExpiresAt = now.AddHours(1) }, default);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shares.ExchangeAsync(hash, friend, default)));
        (await shares.FindCodeAsync(hash, default))!.ExchangeCount.ShouldBe(8);
        (await shares.PageAsync(ShareFilter.WithUser(friend.UserId!.Value), new Page(0, 10), default)).Total.ShouldBe(1);
    }

    [Test]
    public async Task Revoking_the_last_scope_while_another_is_granted_never_loses_the_new_one()
    {
        for (var round = 0; round < 10; round++)
        {
            await shares.GrantAsync(server.Id, friend, ["access:servers"], default);
            Task revoking = shares.RevokeAsync(server.Id, friend, ["access:servers"], default);
            await Task.WhenAll(revoking, shares.GrantAsync(server.Id, friend, ["read:servers"], default));
            (await shares.FindAsync(friend, server.User!.Name, "", default))!.Scopes.ShouldBe([$"read:servers!server={server.User.Name}/"]);
        }
    }
}
