using System.Data.Common;
using Hub.Data.Access;
using Hub.Data.Activity;
using Hub.Data.Audit;
using Hub.Data.Authenticators;
using Hub.Data.Groups;
using Hub.Data.Metrics;
using Hub.Data.Notices;
using Hub.Data.OAuth;
using Hub.Data.Replicas;
using Hub.Data.Roles;
using Hub.Data.Routes;
using Hub.Data.Schema;
using Hub.Data.Servers;
using Hub.Data.Services;
using Hub.Data.Shares;
using Hub.Data.Tokens;
using Hub.Data.Users;
using Hub.Domain.Access;
using Hub.Domain.Activity;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Groups;
using Hub.Domain.Metrics;
using Hub.Domain.Notices;
using Hub.Domain.OAuth;
using Hub.Domain.Replicas;
using Hub.Domain.Roles;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Domain.Shares;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hub.Data;

/// <summary>Puts the PostgreSQL side of the hub together.</summary>
public static class DataServices
{
    public static IServiceCollection AddHubData(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(provider => Database(connectionString, provider.GetService<ILoggerFactory>()));
        services.AddPooledDbContextFactory<HubDbContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<AuditLog>();
        services.AddSingleton<HubDatabase>();
        services.AddSingleton<SchemaUpgrade>();
        services.AddSingleton<SchemaReset>();
        services.AddSingleton(provider => new HubSecrets(provider.GetRequiredService<HubDatabase>()));
        services.AddSingleton(provider => new ReplicaConnection(
            NpgsqlDataSource.Create(WithDefaults(connectionString, pooling: false)),
            provider.GetRequiredService<NoticeBoard>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReplicaConnection>>()));
        services.AddSingleton<IAccessStore, AccessStore>();
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<INativeAccountStore, NativeAccountStore>();
        services.AddSingleton<ILoginTurns, LoginTurns>();
        services.AddSingleton<IUserStore, UserStore>();
        services.AddSingleton<IGroupStore, GroupStore>();
        services.AddSingleton<IRoleStore, RoleStore>();
        services.AddSingleton<ITokenStore, TokenStore>();
        services.AddSingleton<IOAuthStore, OAuthStore>();
        services.AddSingleton<IReplicaStore, ReplicaStore>();
        services.AddSingleton<IServerStore, ServerStore>();
        services.AddSingleton<IServerHistory, ServerHistory>();
        services.AddSingleton<IServerQueue, ServerQueue>();
        services.AddSingleton<IStartFailureStore, StartFailureStore>();
        services.AddSingleton<IUserSnapshots, UserSnapshots>();
        services.AddSingleton<IServiceStore, ServiceStore>();
        services.AddSingleton<IServiceProcessStore, ServiceProcessStore>();
        services.AddSingleton<IShareStore, ShareStore>();
        services.AddSingleton<IExtraRouteStore, ExtraRouteStore>();
        services.AddSingleton<IProxyMoveStore, ProxyMoveStore>();
        services.AddSingleton<IActivityStore, ActivityStore>();
        services.AddSingleton<IAuditStore, AuditStore>();
        services.AddSingleton<IUsageStore, UsageStore>();
        return services;
    }

    private static NpgsqlDataSource Database(string connectionString, ILoggerFactory? logs)
    {
        // No statement needs another plan for other values, and PostgreSQL would often spend more on planning than on running. Nearly
        // all look up a few rows by their keys, in tables that are in memory: so an index is worth its use, however small the table.
        // A hub that sleeps, or a machine that went without a word, must not keep its locks: no unit of work waits for anything this long.
        const string Settings =
            """
            SET plan_cache_mode = force_generic_plan;
            SET random_page_cost = 1.1;
            SELECT set_config('idle_in_transaction_session_timeout', '10s', false) WHERE current_setting('idle_in_transaction_session_timeout') = '0'
            """;
        return new NpgsqlDataSourceBuilder(WithDefaults(connectionString))
            .UseLoggerFactory(logs)
            .UsePhysicalConnectionInitializer(
                connection => Execute(connection, Settings),
                connection => ExecuteAsync(connection, Settings))
            .Build();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What the connection string leaves open: prepared statements, a bounded pool, and no waiting for it in a pile.</summary>
    private static string WithDefaults(string connectionString, bool pooling = true)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            MaxAutoPrepare = 100,
            MaxPoolSize = 50,
            // No store leaves anything on a connection but prepared statements, so there is nothing to reset before its next use.
            NoResetOnClose = true,
            Timeout = 5,
            CommandTimeout = 15,
            ApplicationName = "hub",
        };
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (string key in given.Keys)
            builder[key] = given[key];
        builder.Pooling &= pooling;
        return builder.ConnectionString;
    }
}
