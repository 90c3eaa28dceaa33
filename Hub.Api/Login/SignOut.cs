using System.Diagnostics;
using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Metrics;
using Hub.Domain.Servers;

namespace Hub.Api.Login;

/// <summary>Logs a browser out, and stops its user's servers where the operator wants that.</summary>
public sealed class SignOut(
    BrowserLogin browser, IServerStore servers, ServerLifecycle lifecycle, ServerOptions options, HubMetrics metrics, ILogger<SignOut> log)
{
    public async Task RunAsync(HttpContext http, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        if (http.Caller() is { Kind: OwnerKind.User } user)
        {
            if (options.ShutdownOnLogout)
                await Task.WhenAll((await servers.ActiveAsync(user.Id, ct)).Select(server => lifecycle.StopAsync(server, remove: false, ct)));
            log.LogInformation("User logged out: {User}", Domain.Authenticators.QuotedName.Of(user.Name));
        }

        await browser.SignOutAsync(http, ct);
        metrics.LoggedOut(Stopwatch.GetElapsedTime(began));
    }
}
