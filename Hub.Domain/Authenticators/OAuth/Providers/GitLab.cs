using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>GitLab, whose groups and projects are asked for one by one.</summary>
internal sealed class GitLab(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http) : Provider(options, own, http)
{
    private const int Developer = 30;

    private readonly string root = own.GitLabUrl.TrimEnd('/');
    private readonly string api = own.GitLabApi.Length > 0 ? own.GitLabApi.TrimEnd('/') : $"{own.GitLabUrl.TrimEnd('/')}/api/v{own.GitLabApiVersion}";

    public override string Service => "GitLab";

    public override string AuthorizeUrl => $"{root}/oauth/authorize";

    public override string TokenUrl => $"{root}/oauth/token";

    public override string UserdataUrl => $"{api}/user";

    public override string UserKey => "gitlab_user";

    public override async Task<bool> AllowsAsync(ProviderUser user, CancellationToken ct)
    {
        if (user.Text("id") is not { Length: > 0 } id || !id.All(char.IsAsciiDigit))
            return false;
        foreach (var group in Own.AllowedGitlabGroups.Where(group => group.Trim('/').Length > 0))
        {
            if (await IsActiveAsync($"groups/{Uri.EscapeDataString(group.Trim('/'))}", id, user, 0, ct))
                return true;
        }

        foreach (var project in Own.AllowedProjectIds.Where(project => project.Length > 0))
        {
            if (await IsActiveAsync($"projects/{Uri.EscapeDataString(project)}", id, user, Developer, ct))
                return true;
        }

        return false;
    }

    /// <summary>The answer must be about the very user that was asked for: some proxies answer everything with 200.</summary>
    private async Task<bool> IsActiveAsync(string where, string id, ProviderUser user, int level, CancellationToken ct)
    {
        var answer = await AskAsync($"{api}/{where}/members/all/{id}", user, ct);
        return answer is { Status: 200, Json: JsonObject member }
            && new ProviderUser(member, "").Text("id") == id
            && new ProviderUser(member, "").Text("state") is null or "active"
            && (level == 0 || (int.TryParse(new ProviderUser(member, "").Text("access_level"), out var given) && given >= level));
    }
}
