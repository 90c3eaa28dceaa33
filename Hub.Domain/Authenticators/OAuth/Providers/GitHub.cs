using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>GitHub, which speaks OAuth 2 without identity tokens.</summary>
internal sealed class GitHub(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http) : Provider(options, own, http)
{
    // A hundred teams a page; whoever is in more than these cannot be told apart from an endless list.
    private const int MostPages = 20;

    private readonly string root = own.GitHubUrl.TrimEnd('/');
    private readonly string api = own.GitHubApi.Length > 0 ? own.GitHubApi.TrimEnd('/')
        : own.GitHubUrl.TrimEnd('/') == "https://github.com" ? "https://api.github.com" : $"{own.GitHubUrl.TrimEnd('/')}/api/v3";

    public override string Service => "GitHub";

    public override string AuthorizeUrl => $"{root}/login/oauth/authorize";

    public override string TokenUrl => $"{root}/login/oauth/access_token";

    public override string UserdataUrl => $"{api}/user";

    public override string UserKey => "github_user";

    public override string UsernameClaim => "login";

    public override async Task EnrichAsync(ProviderUser user, JsonObject state, CancellationToken ct)
    {
        var granted = ClaimPath.Texts(state["scope"]) ?? [];
        if (user.Text("email") is null && granted.Any(scope => scope is "user" or "user:email"))
            await AddEmailAsync(user, ct);
        if (Own.PopulateTeamsInAuthState)
            state["teams"] = await TeamsAsync(user, ct);
    }

    public override async Task<bool> AllowsAsync(ProviderUser user, CancellationToken ct)
    {
        foreach (var wanted in Own.AllowedOrganizations.Where(wanted => wanted.Length > 0))
        {
            if (await IsMemberAsync(wanted, user, ct))
                return true;
        }

        return false;
    }

    private async Task<bool> IsMemberAsync(string wanted, ProviderUser user, CancellationToken ct)
    {
        // The account of the token itself, not the name it may have been mapped to here.
        if (user.Text("login") is not { Length: > 0 } login)
            return false;
        var parts = wanted.Split(':', 2);
        var group = $"{api}/orgs/{Uri.EscapeDataString(parts[0])}" + (parts.Length == 2 ? $"/teams/{Uri.EscapeDataString(parts[1])}" : "");
        return (await AskAsync($"{group}/members/{Uri.EscapeDataString(login)}", user, ct)).Status == 204;
    }

    private async Task AddEmailAsync(ProviderUser user, CancellationToken ct)
    {
        if ((await AskAsync($"{api}/user/emails", user, ct)).Json is not JsonArray addresses)
            return;
        foreach (var address in addresses.OfType<JsonObject>().Where(address => address["primary"]?.ToJsonString() == "true"))
        {
            user.Claims["email"] = address["email"]?.DeepClone();
            user.Claims["email_verified"] = address["verified"]?.DeepClone();
        }
    }

    private async Task<JsonArray> TeamsAsync(ProviderUser user, CancellationToken ct)
    {
        var teams = new JsonArray();
        for (var page = 1; page <= MostPages; page++)
        {
            if ((await AskAsync($"{api}/user/teams?per_page=100&page={page}", user, ct)).Json is not JsonArray some)
                return teams;
            foreach (var team in some)
                teams.Add(team?.DeepClone());
            if (some.Count < 100)
                return teams;
        }

        return teams;
    }
}
