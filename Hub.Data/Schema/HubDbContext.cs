using Hub.Domain.Access;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Groups;
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

namespace Hub.Data.Schema;

/// <summary>The tables of the hub. A context serves one unit of work; it is never kept.</summary>
public sealed class HubDbContext(DbContextOptions<HubDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Group> Groups => Set<Group>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    public DbSet<OAuthClient> OAuthClients => Set<OAuthClient>();

    public DbSet<OAuthCode> OAuthCodes => Set<OAuthCode>();

    public DbSet<BrowserSession> Sessions => Set<BrowserSession>();

    public DbSet<Server> Servers => Set<Server>();

    public DbSet<ProgressEvent> ProgressEvents => Set<ProgressEvent>();

    public DbSet<ServerAttempt> ServerAttempts => Set<ServerAttempt>();

    public DbSet<StartFailures> StartFailures => Set<StartFailures>();

    public DbSet<Share> Shares => Set<Share>();

    public DbSet<ShareCode> ShareCodes => Set<ShareCode>();

    public DbSet<ExtraRoute> ExtraRoutes => Set<ExtraRoute>();

    public DbSet<LiveReplica> Replicas => Set<LiveReplica>();

    public DbSet<NativeAccount> NativeAccounts => Set<NativeAccount>();

    public DbSet<HubSecret> Secrets => Set<HubSecret>();

    public DbSet<ServiceProcess> ServiceProcesses => Set<ServiceProcess>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(HubDbContext).Assembly);
        SnakeCase.Apply(model);
    }
}
