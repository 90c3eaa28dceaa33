using System.Text;

namespace Hub.Domain.Configuration.Verbs;

/// <summary>What <c>show-config</c> prints: every supported trait, its value and where it came from, secrets hidden.</summary>
public static class ShowConfigText
{
    public static string Render(HubConfiguration configuration, HubUrls urls)
    {
        var text = new StringBuilder();
        foreach (var value in configuration.Values)
            text.AppendLine($"{value.Trait} = {value.Text}  ({value.Origin})");
        return text
            .AppendLine()
            .AppendLine($"Users reach the hub at {urls.BrowserUrl}")
            .AppendLine($"The proxy listens on {urls.PublicBind.Url}, its API is {configuration.Proxy.EffectiveApiUrl(urls.PublicBind.Port)}")
            .AppendLine($"The hub listens on {urls.HubBind.Url} and is reached at {urls.HubConnectUrl}")
            .AppendLine($"The state is kept in {configuration.Database.Description}")
            .ToString();
    }
}
