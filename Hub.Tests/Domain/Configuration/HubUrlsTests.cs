namespace Hub.Tests.Domain.Configuration;

public class HubUrlsTests
{
    [TestCase("", "http://:8000/", "http://127.0.0.1:8081/hub/", "http://127.0.0.1:8081/hub/")]
    [TestCase("\"port\": 80", "http://:80/", "http://127.0.0.1:8081/hub/", "http://127.0.0.1:8081/hub/")]
    [TestCase("\"ip\": \"::1\"", "http://[::1]:8000/", "http://127.0.0.1:8081/hub/", "http://127.0.0.1:8081/hub/")]
    [TestCase("\"bind_url\": \"http://10.0.0.1:9000/jupyter\"", "http://10.0.0.1:9000/jupyter/",
        "http://127.0.0.1:8081/jupyter/hub/", "http://127.0.0.1:8081/jupyter/hub/")]
    [TestCase("\"bind_url\": \"http://*\"", "http://:80/", "http://127.0.0.1:8081/hub/", "http://127.0.0.1:8081/hub/")]
    [TestCase("\"bind_url\": \"http://10.0.0.1:9000/a/\", \"port\": 81", "http://:81/a/",
        "http://127.0.0.1:8081/a/hub/", "http://127.0.0.1:8081/a/hub/")]
    [TestCase("\"base_url\": \"/a/b\"", "http://:8000/a/b/", "http://127.0.0.1:8081/a/b/hub/", "http://127.0.0.1:8081/a/b/hub/")]
    [TestCase("\"hub_ip\": \"0.0.0.0\", \"hub_port\": 9", "http://:8000/", "http://0.0.0.0:9/hub/", "http://machine:9/hub/")]
    [TestCase("\"hub_ip\": \"\"", "http://:8000/", "http://:8081/hub/", "http://machine:8081/hub/")]
    [TestCase("\"hub_ip\": \"::\", \"hub_connect_ip\": \"fd00::1\"", "http://:8000/", "http://[::]:8081/hub/", "http://[fd00::1]:8081/hub/")]
    [TestCase("\"hub_connect_port\": 9", "http://:8000/", "http://127.0.0.1:8081/hub/", "http://127.0.0.1:9/hub/")]
    [TestCase("\"hub_bind_url\": \"http://10.0.0.2:7/x\"", "http://:8000/", "http://10.0.0.2:7/hub/", "http://10.0.0.2:7/hub/")]
    [TestCase("\"hub_connect_url\": \"https://hub.internal\"", "http://:8000/", "http://127.0.0.1:8081/hub/", "https://hub.internal/hub/")]
    [TestCase("\"hub_bind_url\": \"http+unix://%2Frun%2Fhub.sock\", \"hub_connect_url\": \"http://h:1\"", "http://:8000/",
        "http+unix://%2Frun%2Fhub.sock/hub/", "http://h:1/hub/")]
    public void Addresses_follow_as_in_JupyterHub(string traits, string publicBind, string hubBind, string hubConnect)
    {
        var urls = Reading.JupyterHub(traits).Valid().Urls.Resolve("machine");

        urls.PublicBind.Url.ShouldBe(publicBind);
        urls.HubBind.Url.ShouldBe(hubBind);
        urls.HubConnectUrl.ShouldBe(hubConnect);
        urls.HubApiUrl.ShouldBe(hubConnect + "api");
    }

    [TestCase("", "", "", "", "/", "http://127.0.0.1:8000/")]
    [TestCase("\"public_url\": \"https://hub.org\", \"base_url\": \"/a/\"", "https://hub.org/a/", "", "hub.org", "/a/", "https://hub.org/a/")]
    [TestCase("\"public_url\": \"https://hub.org/x/a\", \"base_url\": \"/a/\"", "https://hub.org/x/a/", "", "hub.org", "/a/",
        "https://hub.org/x/a/")]
    [TestCase("\"public_url\": \"hub.org:8443\"", "https://hub.org:8443/", "", "hub.org", "/", "https://hub.org:8443/")]
    [TestCase("\"subdomain_host\": \"https://hub.org\", \"base_url\": \"/a/\"", "https://hub.org/a/", "https://hub.org", "hub.org", "/",
        "https://hub.org/a/")]
    [TestCase("\"hub_routespec\": \"hub\"", "", "", "", "/hub/", "http://127.0.0.1:8000/")]
    public void What_users_see_follows_as_in_JupyterHub(
        string traits, string publicUrl, string subdomainHost, string domain, string routespec, string browserUrl)
    {
        var urls = Reading.JupyterHub(traits).Valid().Urls.Resolve("machine");

        urls.PublicUrl.ShouldBe(publicUrl);
        urls.SubdomainHost.ShouldBe(subdomainHost);
        urls.Domain.ShouldBe(domain);
        urls.HubRoutespec.ShouldBe(routespec);
        urls.BrowserUrl.ShouldBe(browserUrl);
    }

    [TestCase("\"public_url\": \"https://hub.org/x\", \"base_url\": \"/a/\"", "JupyterHub.public_url")]
    [TestCase("\"bind_url\": \"ftp://x\"", "JupyterHub.bind_url")]
    [TestCase("\"bind_url\": \"http://x:99999\"", "JupyterHub.bind_url")]
    [TestCase("\"hub_bind_url\": \"127.0.0.1:80\"", "JupyterHub.hub_bind_url")]
    [TestCase("\"subdomain_host\": \"https://\"", "JupyterHub.subdomain_host")]
    public void An_address_that_is_none_is_refused(string traits, string setting) =>
        Reading.JupyterHub(traits).Mistakes.ShouldHaveSingleItem().Setting.ShouldBe(setting);

    [Test]
    public void Saying_the_public_address_twice_is_a_warning() =>
        Reading.File("""{"JupyterHub": {"bind_url": "http://:9000", "port": 81}}""").Warnings.ShouldHaveSingleItem()
            .Setting.ShouldBe("JupyterHub.bind_url");

    [TestCase("{}", "http://127.0.0.1:8001")]
    [TestCase("""{"ConfigurableHTTPProxy": {"api_url": "http://proxy:8001/"}}""", "http://proxy:8001")]
    [TestCase("""{"JupyterHub": {"proxy_api_ip": "::1"}}""", "http://[::1]:8001")]
    [TestCase("""{"JupyterHub": {"proxy_api_port": 7}}""", "http://127.0.0.1:7")]
    public void The_proxys_API_is_found(string json, string url) => Reading.File(json).Valid().Proxy.EffectiveApiUrl(8000).ShouldBe(url);

    [Test]
    public void A_proxy_somebody_else_starts_needs_its_token() =>
        Reading.File("""{"ConfigurableHTTPProxy": {"should_start": false}}""").Mistakes.ShouldHaveSingleItem()
            .Setting.ShouldBe("ConfigurableHTTPProxy.auth_token");
}
