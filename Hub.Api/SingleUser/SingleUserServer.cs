using System.Net.Sockets;
using Hub.Api.Wire.Logs;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Api.SingleUser;

/// <summary>
/// The small built-in single-user server, started by the hub where no <c>jupyterhub-singleuser</c> is installed: a real OAuth client
/// of the hub, with a page that shows who you are.
/// </summary>
public static class SingleUserServer
{
    /// <summary>Runs until told to stop.</summary>
    /// <param name="args">What <c>Spawner.args</c> holds is meant for Jupyter and has no meaning here.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args, CancellationToken ct) => RunAsync(Environment.GetEnvironmentVariable, Console.Error, ct);

    /// <summary>The same with another environment.</summary>
    public static async Task<int> RunAsync(Func<string, string?> variable, TextWriter errors, CancellationToken ct)
    {
        if (SingleUserEnvironment.Read(variable, out var mistakes) is { } settings)
            return await RunAsync(settings, TimeProvider.System, errors, ct);
        foreach (var mistake in mistakes)
            await errors.WriteLineAsync(mistake);
        await errors.WriteLineAsync("A single-user server is started by the hub, which tells it what it needs in JUPYTERHUB_* variables.");
        return 1;
    }

    /// <summary>In order: 1. look for the hub, 2. listen, 3. report activity until the end.</summary>
    public static async Task<int> RunAsync(SingleUserSettings settings, TimeProvider time, TextWriter errors, CancellationToken ct)
    {
        try
        {
            await using var app = Build(settings, time, await settings.Bind.ListenAsync(ct));
            await app.Services.GetRequiredService<HubCheck>().RunAsync(ct);
            await app.StartAsync(ct);
            app.Logger.LogInformation("The server of {User} is ready on {Addresses}", settings.UserName, string.Join(", ", app.Urls));
            await app.WaitForShutdownAsync(ct);
            app.Logger.LogInformation("Stopped");
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told to stop before the start was done.
            return 0;
        }
        catch (Exception failure) when (failure is HubCallException or IOException or SocketException)
        {
            await errors.WriteLineAsync($"The server cannot start: {failure.Message}");
            return 1;
        }
    }

    private static WebApplication Build(SingleUserSettings settings, TimeProvider time, Action<KestrelServerOptions> listen)
    {
        // The empty builder: a user's own settings files and ASPNETCORE_ variables have no say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddHubLogging(json: false);
        builder.Logging.SetMinimumLevel(settings.Debug ? LogLevel.Debug : LogLevel.Information);
        // What the host has to say about start and end is said once, by us.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            listen(kestrel);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddSingleton(settings).AddSingleton(time)
            .AddSingleton<HubConnection>().AddSingleton<HubCheck>()
            .AddSingleton<VisitorCache>().AddSingleton<VisitorFinder>().AddSingleton<SignInCookies>().AddSingleton<SignIn>()
            .AddSingleton<SitePages>().AddSingleton<SingleUserSite>()
            .AddSingleton<LastActivity>().AddHostedService<ActivityReporter>();
        var app = builder.Build();
        app.Run(app.Services.GetRequiredService<SingleUserSite>().AnswerAsync);
        return app;
    }
}
