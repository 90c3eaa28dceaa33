using System.Net;
using System.Net.Sockets;
using Hub.Domain.Configuration;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Configuration;

/// <summary>Settings whose effect shows at the edge of the hub.</summary>
public sealed class EdgeSettingTests
{
    [Test]
    public async Task The_logo_can_be_the_operators_own()
    {
        var picture = Path.Combine(Path.GetTempPath(), $"logo-{Guid.NewGuid():n}.png");
        await File.WriteAllBytesAsync(picture, [0x89, (byte)'P', (byte)'N', (byte)'G']);
        await using var hub = await HubApplication.StartAsync(new HubConfiguration { Pages = new PageOptions { LogoFile = picture } });
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"http://127.0.0.1:{hub.Port}/hub/logo");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
        File.Delete(picture);
    }

    [Test]
    public void A_logo_that_is_not_there_stops_the_start() =>
        Reading.JupyterHub("\"logo_file\": \"/nowhere/logo.png\"").Mistakes.Lines().Single().ShouldContain("JupyterHub.logo_file");

    [Test]
    public async Task The_log_is_also_written_to_a_file_by_its_pattern()
    {
        var file = Path.Combine(Path.GetTempPath(), $"hub-{Guid.NewGuid():n}.log");
        var log = new LogOptions { ExtraLogFile = file, LinePattern = "[%(levelname)1.1s %(asctime)s] %(message)s", TimePattern = "%Y", DebugDb = true };
        await using (var hub = await HubApplication.StartAsync(new HubConfiguration { Log = log }))
        {
            using var http = new HttpClient();
            await http.GetAsync($"http://127.0.0.1:{hub.Port}/hub/api/users");
        }

        var lines = await File.ReadAllLinesAsync(file);
        lines.ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\[[DIWEC] \d{4}\] ."));
        lines.ShouldContain(line => line.Contains("/hub/api/users", StringComparison.Ordinal));
        // Each statement, because debug_db asks for it.
        lines.ShouldContain(line => line.Contains("SELECT", StringComparison.OrdinalIgnoreCase));
        File.Delete(file);
    }

    [TestCase("10.1.2.3", true)]
    [TestCase("10.0.0.0/8", true)]
    [TestCase("fd00::/8", true)]
    [TestCase("proxy.example.org", false)]
    [TestCase("10.0.0.0/64", false)]
    public void Trusted_proxies_are_addresses_and_networks(string text, bool valid) =>
        Reading.JupyterHub($"\"trusted_downstream_ips\": [\"{text}\"]").IsValid.ShouldBe(valid);

    [Test]
    public void A_certificate_comes_with_its_key_and_makes_the_public_address_https()
    {
        Reading.JupyterHub("\"ssl_cert\": \"/c.pem\"").IsValid.ShouldBeFalse();
        var urls = Reading.JupyterHub("\"ssl_cert\": \"/c.pem\", \"ssl_key\": \"/k.pem\"").Valid().Urls.Resolve("here");
        urls.PublicBind.Url.ShouldBe("https://:8000/");
    }

    [Test]
    public void Arguments_of_the_database_become_those_of_the_pool()
    {
        var database = Reading.JupyterHub(
            """
            "db_url": "postgresql://hub@db/hub",
            "db_kwargs": {"pool_size": 7, "max_overflow": 3, "pool_recycle": 60, "connect_args": {"application_name": "mine"}}
            """).Valid().Database;
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString);
        (builder.MaxPoolSize, builder.ConnectionLifetime, builder.ApplicationName).ShouldBe((10, 60, "mine"));
    }

    [TestCase("{\"pool_size\": 0}")]
    [TestCase("{\"poolclass\": \"x\"}")]
    [TestCase("{\"connect_args\": {\"colour\": \"red\"}}")]
    public void Arguments_the_database_does_not_know_are_mistakes(string arguments) =>
        Reading.JupyterHub($"\"db_kwargs\": {arguments}").Mistakes.Lines().Single().ShouldContain("JupyterHub.db_kwargs");

    [TestCase("%(levelname)-8s|%(name)s", "INFO    |hub")]
    [TestCase("%(asctime)s.%(msecs).03d", "2026-02-03 04:05:06.007")]
    [TestCase("%(color)s[%(levelname)1.1s]%(end_color)s 100%% %(message)s", "[I] 100% hello")]
    public void Log_lines_follow_pythons_pattern(string pattern, string line) =>
        new LogLine(pattern, "%Y-%m-%d %H:%M:%S").Write(new DateTimeOffset(2026, 2, 3, 4, 5, 6, 7, TimeSpan.Zero), HubLogLevel.Info, "hub", "hello").ShouldBe(line);

    [TestCase("%(levelnme)s")]
    [TestCase("%x")]
    public void A_pattern_that_names_what_there_is_not_is_a_mistake(string pattern) =>
        Reading.Trait("Application", "log_format", $"\"{pattern}\"").Mistakes.Lines().Single().ShouldContain("Application.log_format");

    [Test]
    public async Task A_hub_on_a_socket_answers_there_and_lets_only_its_owner_in()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hub-{Guid.NewGuid():n}.sock");
        // A hub before this one has left its socket behind.
        await Python.RunAsync([], "-c", $"import socket; socket.socket(socket.AF_UNIX).bind('{path}')");
        await using var hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Urls = new HubUrlOptions { HubBindUrl = $"http+unix://{Uri.EscapeDataString(path)}", HubConnectUrl = "http://127.0.0.1:1" },
        });
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        (await http.GetAsync("http://hub/hub/api/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
