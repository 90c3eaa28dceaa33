using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Hub.Tests.Support.Providers;

/// <summary>The npm package oidc-provider, a certified OpenID Connect provider, with its own pages; skipped where it is not installed.</summary>
public sealed partial class RealProvider : IAsyncDisposable
{
    /// <summary>Where it sends browsers back to. Nothing listens there: tests take path and query to the hub they have.</summary>
    public const string Callback = "http://127.0.0.1:9/hub/oauth_callback";

    /// <summary>How long its identity tokens are good.</summary>
    public static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private readonly Process process;

    private RealProvider(Process process, string issuer) => (this.process, Issuer) = (process, issuer);

    public string Issuer { get; }

    /// <param name="callback">Where it may send browsers back to.</param>
    public static async Task<RealProvider> StartAsync(string callback = Callback)
    {
        var node = Peers.Need("npm", "node");
        var entry = Peers.Need("oidc-provider", Environment.GetEnvironmentVariable("HUB_TEST_OIDC_PROVIDER") ?? "/oidc-provider");
        var script = Path.Combine(RepositoryFolder.Path, "Hub.Tests", "Support", "Providers", "oidc-provider.mjs");
        var process = Process.Start(new ProcessStartInfo(node, [script, entry, callback])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return new RealProvider(process, line);
        }

        throw Peers.Missing("oidc-provider", "it does not start here");
    }

    /// <summary>Signs in and consents on the provider's pages, as a person would; gives where the browser is sent back to.</summary>
    public async Task<string> SignInAsync(string place, string user)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        var answer = await browser.GetAsync(place);
        for (var step = 0; step < 20; step++)
        {
            if (answer.Headers.Location is { } next)
            {
                var target = new Uri(new Uri(Issuer), next);
                if (target.OriginalString.StartsWith(Callback, StringComparison.Ordinal))
                    return target.PathAndQuery;
                answer = await browser.GetAsync(target);
                continue;
            }

            var page = await answer.Content.ReadAsStringAsync();
            var form = Action().Match(page);
            form.Success.ShouldBeTrue(page);
            answer = await browser.PostAsync(form.Groups[1].Value, PageClient.Form(
                ("prompt", page.Contains("value=\"login\"") ? "login" : "consent"), ("login", user), ("password", "anything")));
        }

        throw new InvalidOperationException("The provider leads in circles.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
