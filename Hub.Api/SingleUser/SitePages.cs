using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Hub.Api.Info;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Api.SingleUser;

/// <summary>The server's pages: one that shows who you are, and one that says no.</summary>
public sealed class SitePages(SingleUserSettings settings, HubCheck check)
{
    private const string Style = """
        body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #222; background: #f5f5f3 }
        header { padding: .8rem 1.5rem; background: #fff; border-bottom: 3px solid #e46e2e; display: flex; gap: 1.5rem; align-items: baseline }
        header strong { flex: 1 }
        main { max-width: 44rem; margin: 2rem auto; padding: 1.5rem 2rem; background: #fff; border: 1px solid #ddd; border-radius: .5rem }
        h1 { margin-top: 0; font-size: 1.5rem }
        dt { font-weight: 600; margin-top: .8rem }
        dd { margin: 0 }
        ul { margin: 0; padding-left: 1.2rem }
        a { color: #b34a10 }
        footer { max-width: 44rem; margin: 0 auto 2rem; padding: 0 2rem; color: #666; font-size: .9rem }
        @media (prefers-color-scheme: dark) {
          body { color: #ddd; background: #181818 }
          header, main { background: #222; border-color: #444 }
          header { border-bottom-color: #e46e2e }
          a { color: #f09a68 }
          footer { color: #999 }
        }
        """;

    /// <summary>Allows a page its own style and nothing else, and nobody to frame it.</summary>
    public static readonly string ContentPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task ShowVisitorAsync(HttpContext http, Visitor visitor)
    {
        var server = settings.ServerName.Length == 0 ? "the default server" : $"the server {settings.ServerName}";
        var scopes = string.Concat(visitor.Scopes.Order(StringComparer.Ordinal).Select(scope => $"<li><code>{Html(scope)}</code></li>"));
        return WriteAsync(http, 200, visitor.Name, $"""
            <h1>Hello, {Html(visitor.DisplayName)}</h1>
            <p>You are signed in, and this is {Html(server)} of {Html(settings.UserName)}.</p>
            <dl>
            <dt>Who you are</dt><dd id="visitor">{Html(visitor.Kind)} {Html(visitor.Name)}</dd>
            <dt>Server</dt><dd id="server">{Html($"{settings.UserName}/{settings.ServerName}")}</dd>
            <dt>What your sign-in allows here</dt><dd><ul id="scopes">{scopes}</ul></dd>
            <dt>Hub</dt><dd id="hub">JupyterHub API {Html(check.HubVersion ?? "of an unknown version")}</dd>
            </dl>
            """);
    }

    /// <summary>Says no, and why.</summary>
    public Task RefuseAsync(HttpContext http, int status, string message)
    {
        var title = $"{status} : {ReasonPhrases.GetReasonPhrase(status)}";
        return WriteAsync(http, status, title, $"""
            <h1>{Html(title)}</h1>
            <p>{Html(message)}</p>
            <p><a href="{Html(settings.Prefix)}">Try again</a></p>
            """);
    }

    private Task WriteAsync(HttpContext http, int status, string title, string body)
    {
        var html = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html(title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <header><strong>Built-in server</strong><a id="home" href="{Html(settings.HubUrl)}home">Hub home</a><a id="logout" href="{Html(settings.Prefix)}logout">Log out</a></header>
            <main>
            {body}
            </main>
            <footer>This small server (version {Html(ProgramVersion.Current)}) shows that the hub works. For notebooks, install
            <code>jupyterhub-singleuser</code> where servers run: <code>pip install jupyterhub jupyterlab</code>.</footer>
            </body>
            </html>

            """;
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(html, http.RequestAborted);
    }

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
