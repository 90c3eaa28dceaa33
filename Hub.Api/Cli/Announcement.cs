using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;

namespace Hub.Api.Cli;

/// <summary>What a person who has just started the hub wants to know.</summary>
internal static class Announcement
{
    public static Task PrintAsync(HubConfiguration configuration, HubUrls urls, Trial? trial)
    {
        var lines = new List<string> { "", $"The hub is at {urls.BrowserUrl}" };
        if (trial is not null && configuration.Authenticator.AuthenticatorClass == "shared-password")
        {
            lines.Add($"  Sign in as {Trial.AdminName} with the password {trial.AdminPassword}");
            lines.Add($"  Anybody else signs in under any name with {trial.UserPassword}");
            lines.Add($"  curl -H 'Authorization: token {trial.Token}' {urls.BrowserUrl}hub/api/users");
            lines.Add("  These secrets were made for this data folder; give a --config FILE to set up your own.");
        }
        else if (!AllowRules.AnyIn(configuration))
        {
            lines.Add("  Nobody can sign in: none of Authenticator.allow_all, allowed_users, allow_existing_users and the like is set.");
        }

        lines.Add("Press Ctrl-C to stop.");
        return Console.Out.WriteLineAsync(string.Join(Environment.NewLine, lines));
    }
}
