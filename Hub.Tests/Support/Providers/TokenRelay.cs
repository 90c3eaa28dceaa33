using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Support.Providers;

/// <summary>Stands before the token endpoint of a provider, and may spoil the signature of the identity tokens that come from there.</summary>
public sealed class TokenRelay : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new();
    private readonly string target;
    private readonly bool spoils;
    private int asked;

    private TokenRelay(WebApplication app, string target, bool spoils) => (this.app, this.target, this.spoils) = (app, target, spoils);

    public string Url => app.Urls.First() + "/token";

    public int Asked => asked;

    public static async Task<TokenRelay> StartAsync(string target, bool spoils)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var relay = new TokenRelay(app, target, spoils);
        app.Run(relay.AnswerAsync);
        await app.StartAsync();
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref asked);
        var form = await context.Request.ReadFormAsync();
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())));
        using var answer = await http.PostAsync(target, content);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        if (spoils && (string?)json["id_token"] is { } token)
            json["id_token"] = Spoilt(token);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json.ToJsonString());
    }

    /// <summary>One character in the middle of the signature is another; at its end it could mean nothing.</summary>
    private static string Spoilt(string token)
    {
        var at = token.LastIndexOf('.') + ((token.Length - token.LastIndexOf('.')) / 2);
        return token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }
}
