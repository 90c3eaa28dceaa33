using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Hooks;

/// <summary>
/// Asks a command or a webhook of the operator's about every login that the rules let through: it may refuse it, or change what
/// is known of the user, but never who it is.
/// </summary>
public sealed class PostLogin(AuthenticatorOptions options, ILogger<PostLogin> log) : IDisposable
{
    private const int MostBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <returns>Null when it refuses the login, or cannot be asked.</returns>
    public async Task<AuthenticatedUser?> AskAsync(AuthenticatedUser user, CancellationToken ct)
    {
        AuthenticatedUser? now = user;
        if (options.PostAuthCommand.Count > 0)
            now = await AskedAsync(now, "Authenticator.post_auth_command", question => RunAsync(question, ct), ct);
        if (now is not null && options.PostAuthUrl.Length > 0)
            now = await AskedAsync(now, "Authenticator.post_auth_url", question => PostAsync(question, ct), ct);
        return now;
    }

    public void Dispose() => http.Dispose();

    /// <summary>Whatever goes wrong is a refusal: a check that does not work must not let everybody in.</summary>
    private async Task<AuthenticatedUser?> AskedAsync(AuthenticatedUser user, string trait, Func<JsonObject, Task<string?>> ask, CancellationToken ct)
    {
        try
        {
            if (await ask(Question(user)) is not { } answer)
            {
                log.LogWarning("{Trait} refused the login of {User}", trait, QuotedName.Of(user.Name));
                return null;
            }

            return answer.Trim().Length == 0 ? user : Changed(user, JsonNode.Parse(answer)!.AsObject());
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            log.LogError("{Trait} could not be asked, so the login of {User} is refused: {Reason}", trait, QuotedName.Of(user.Name), failed.Message);
            return null;
        }
    }

    private static JsonObject Question(AuthenticatedUser user) => new()
    {
        ["name"] = user.Name,
        ["admin"] = user.Admin,
        ["groups"] = user.Groups is { } groups ? new JsonArray([.. groups.Select(group => JsonValue.Create(group))]) : null,
        ["roles"] = user.Roles is { } roles ? RoleJson.Of(roles) : null,
        ["user_info"] = user.UserInfo?.DeepClone(),
        ["auth_state"] = user.AuthState?.DeepClone(),
    };

    private static AuthenticatedUser Changed(AuthenticatedUser user, JsonObject answer) => user with
    {
        Admin = answer.ContainsKey("admin") ? answer["admin"]?.GetValue<bool>() : user.Admin,
        Groups = answer["groups"] is JsonArray groups ? [.. groups.Select(group => group!.GetValue<string>())] : user.Groups,
        Roles = answer["roles"] is { } roles
            ? RoleJson.Read(roles) ?? throw new FormatException("roles is no list of names or of roles in the form of load_roles")
            : user.Roles,
        UserInfo = answer.ContainsKey("user_info") ? answer["user_info"]?.DeepClone().AsObject() : user.UserInfo,
        AuthState = answer.ContainsKey("auth_state") ? answer["auth_state"]?.DeepClone().AsObject() : user.AuthState,
    };

    private async Task<string?> RunAsync(JsonObject question, CancellationToken ct)
    {
        var start = new ProcessStartInfo(options.PostAuthCommand[0], options.PostAuthCommand.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            await WriteAsync(process, question, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? await output : null;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, JsonObject question, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.WriteAsync(question.ToJsonString().AsMemory(), ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A command may decide without reading what it is told; its exit code says how.
        }
    }

    private async Task<string?> PostAsync(JsonObject question, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync(options.PostAuthUrl, question, JsonSerializerOptions.Default, ct);
        if ((int)answer.StatusCode is >= 400 and < 500)
            return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(ct);
    }
}
