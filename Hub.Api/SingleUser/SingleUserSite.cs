using System.Text.Json.Nodes;
using Hub.Api.Info;
using Hub.Api.Wire;
using Hub.Api.Wire.Json;

namespace Hub.Api.SingleUser;

/// <summary>Answers every request to the server.</summary>
public sealed class SingleUserSite(
    SingleUserSettings settings, VisitorFinder visitors, SignIn signIn, SitePages pages, LastActivity activity, ILogger<SingleUserSite> log)
{
    private readonly string prefix = PathString.FromUriComponent(settings.Prefix).Value!;

    public async Task AnswerAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers["X-JupyterHub-Version"] = ApiVersion.Current;
        headers.ContentSecurityPolicy = SitePages.ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        try
        {
            await RouteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            log.LogDebug("A browser left before its answer");
        }
        catch (HubCallException error)
        {
            log.LogError("{Reason}", error.Message);
            await RefuseAsync(http, error.Status, error.Message);
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            log.LogError(error, "A request failed");
            await RefuseAsync(http, 500, "Something went wrong here; the server's log has more.");
        }
    }

    private Task RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path + "/" == prefix)
            return Redirect(http, settings.Prefix);
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
            return pages.RefuseAsync(http, 404, "This is the place of another server.");
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            return RefuseAsync(http, 405, "This server can only be read.");
        }

        var page = path[prefix.Length..];
        switch (page)
        {
            // What the hub asks until it is answered, to know that the server is up.
            case "api" or "api/":
                return JsonAsync(http, 200, new JsonObject { ["version"] = ProgramVersion.Current });
            case "oauth_callback":
                return signIn.CompleteAsync(http);
            case "logout":
                signIn.End(http);
                return Task.CompletedTask;
            default:
                return ShowAsync(http, page);
        }
    }

    private async Task ShowAsync(HttpContext http, string page)
    {
        var visitor = await visitors.FindAsync(http);
        if (visitor is null)
        {
            await MeetNobodyAsync(http, page);
            return;
        }

        if (!visitor.HoldsAny(settings.AccessScopes))
        {
            log.LogWarning("{Kind} {Name} may not enter", visitor.Kind, visitor.Name);
            await RefuseAsync(http, 403, $"{visitor.Kind} {visitor.Name} is not allowed.");
            return;
        }

        activity.Note();
        await (page switch
        {
            "" => pages.ShowVisitorAsync(http, visitor),
            "api/status" => JsonAsync(http, 200, Status()),
            _ => RefuseAsync(http, 404, "There is no such page here; this small server has only one."),
        });
    }

    /// <summary>People are sent to the hub to sign in; programs, which came with a token or run in a page, are refused.</summary>
    private Task MeetNobodyAsync(HttpContext http, string page)
    {
        if (IsApi(page) || http.Request.Headers.Authorization.Count > 0 || !VisitorFinder.IsNavigation(http.Request))
            return RefuseAsync(http, 403, "Missing or invalid credentials.");
        signIn.Begin(http, page);
        return Task.CompletedTask;
    }

    private Task RefuseAsync(HttpContext http, int status, string message) =>
        (http.Request.Path.Value ?? "").StartsWith(prefix, StringComparison.Ordinal) && IsApi(http.Request.Path.Value![prefix.Length..])
            ? JsonAsync(http, status, new JsonObject { ["status"] = status, ["message"] = message })
            : pages.RefuseAsync(http, status, message);

    /// <summary>In the form of a Jupyter server, which has kernels and connections to them.</summary>
    private JsonObject Status() => new()
    {
        ["started"] = Timestamp.Of(activity.Started),
        ["last_activity"] = Timestamp.Of(activity.At),
        ["connections"] = 0,
        ["kernels"] = 0,
    };

    private static bool IsApi(string page) => page.StartsWith("api/", StringComparison.Ordinal);

    private static Task Redirect(HttpContext http, string url)
    {
        http.Response.Redirect(url);
        return Task.CompletedTask;
    }

    private static Task JsonAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }
}
