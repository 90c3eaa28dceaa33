using Hub.Api.Access;
using Hub.Data.Notices;
using Hub.Domain.Activity;
using Hub.Domain.Audit;
using Hub.Domain.Configuration;
using Hub.Domain.Notices;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>The list of what the hub does by itself, and how often.</summary>
internal static class ChoreList
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IReadOnlyList<Chore> Of(IServiceProvider hub)
    {
        var configuration = The<HubConfiguration>();
        var (replicas, presence, routes, beat) = (The<ReplicaConnection>(), The<ReplicaPresence>(), The<RouteChecks>(), The<Replica>().Beat);
        return
        [
            Every(beat, "The sign of life", ct => presence.BeatAsync(replicas.IsLeader, ct)),
            Every(beat, "The renewal of leases", The<LeaseKeeper>().RunOnceAsync),
            On(NoticeTopic.Handover, TimeSpan.FromMilliseconds(500), "Taking over", The<ServerRecovery>().RunOnceAsync) with { Place = ChorePlace.Staying },
            Every(Second, "Polling", The<ServerPolls>().RunOnceAsync) with { Place = ChorePlace.Staying },
            // Whenever a transition ends there may be room for another.
            On(NoticeTopic.Server, Second, "The queue", The<SpawnQueue>().RunOnceAsync) with { Place = ChorePlace.Staying },
            Every(Second, "Writing activity", The<ActivityRecorder>().FlushAsync),
            Every(Second, "Managed services", ct => The<ManagedServices>().RunOnceAsync(replicas.IsLeader, ct)),
            Every(Second, "The check of services", The<ServiceChecks>().RunOnceAsync) with { Place = ChorePlace.Leader },
            Every(Second, "Writing the audit", The<AuditTrail>().FlushAsync),
            Every(Hour, "Pruning the audit", The<AuditRetention>().RunOnceAsync) with { Place = ChorePlace.Leader },
            Every(Hour, "Reading the key of cookies", The<CookieKey>().LoadAsync),
            // On every hub: whom a configuration blocks only the hubs that have read it know, and the one that leads may be an older one.
            Every(10 * Second, "Shutting out the blocked", The<BlockedUsers>().RunOnceAsync) with { AtOnce = true },
            Every(300 * Second, "The check of routes", routes.RunOnceAsync),
            Every(Second, "The check of doubtful routes", routes.RunIfDoubtfulAsync),
            Every(configuration.Activity.LastActivityInterval, "Activity from the proxy", The<ProxyActivity>().RunOnceAsync) with { Place = ChorePlace.Leader },
            Every(Hour, "Pruning tokens", ct => The<ITokenStore>().RemoveExpiredAsync(ct)) with { Place = ChorePlace.Leader },
            Every(Hour, "Pruning the history", The<HistoryPruning>().RunOnceAsync) with { Place = ChorePlace.Leader },
            Every(configuration.IdleCuller.CullEvery, "Culling", The<IdleCuller>().RunOnceAsync) with { Place = ChorePlace.Leader },
            // Services, routes by hand and replicas come and go anywhere; one brings them to the proxy at once.
            On(NoticeTopic.Routes, null, "Following routes", async ct =>
            {
                await The<ProxyMoves>().FollowAsync(ct);
                await routes.RunOnceAsync(ct);
            }),
            // A transition sees to the route in the proxy of its own hub only.
            On(NoticeTopic.Server, null, "Routes of servers elsewhere", ct => presence.OthersFeedAnother ? routes.RunOnceAsync(ct) : Task.CompletedTask),
        ];

        T The<T>()
            where T : notnull => hub.GetRequiredService<T>();
    }

    /// <summary>What must not be left undone when the hub goes.</summary>
    public static IReadOnlyList<Func<CancellationToken, Task>> AtTheEnd(IServiceProvider hub) =>
    [
        hub.GetRequiredService<ActivityRecorder>().FlushAsync,
        hub.GetRequiredService<AuditTrail>().FlushAsync,
    ];

    private static Chore Every(TimeSpan interval, string name, Func<CancellationToken, Task> chore) => new(name, chore) { Interval = interval };

    private static Chore On(NoticeTopic notice, TimeSpan? atTheLatest, string name, Func<CancellationToken, Task> chore) =>
        new(name, chore) { Notice = notice, Interval = atTheLatest };
}
