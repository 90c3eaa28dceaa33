using Hub.Proxy.Cli;
using Hub.Proxy.Logging;

namespace Hub.Tests.Proxy.Cli;

public sealed class OptionReaderTests
{
    private static readonly Dictionary<string, string> _nothing = [];

    [Test]
    public void The_defaults_are_those_of_configurable_http_proxy()
    {
        var options = OptionReader.Read([], _nothing);
        options.Port.ShouldBe(8000);
        options.ApiIp.ShouldBe("localhost");
        options.ApiPort.ShouldBeNull();
        options.XForward.ShouldBeTrue();
        options.KeepAliveTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.LogLevel.ShouldBe(LogSeverity.Info);
        options.AuthToken.ShouldBeNull();
    }

    [Test]
    public void JupyterHubs_own_command_line_is_understood()
    {
        var options = OptionReader.Read(
            ["--ip", "", "--port", "8000", "--api-ip", "127.0.0.1", "--api-port", "8001", "--error-target", "http://127.0.0.1:8081/hub/error", "--log-level", "INFO", "--host-routing"],
            new Dictionary<string, string> { ["CONFIGPROXY_AUTH_TOKEN"] = "abc" });
        (options.Ip, options.ApiPort, options.ErrorTarget, options.HostRouting, options.AuthToken)
            .ShouldBe(("", 8001, "http://127.0.0.1:8081/hub/error", true, "abc"));
    }

    [TestCase("--port=0", 8000)]
    [TestCase("--port=nonsense", 8000)]
    [TestCase("--port=9000x", 9000)]
    public void A_port_is_read_as_parseInt_does(string argument, int expected) => OptionReader.Read([argument], _nothing).Port.ShouldBe(expected);

    [Test]
    public void The_last_of_a_repeated_option_wins_but_headers_add_up()
    {
        var options = OptionReader.Read(["--port", "1", "--port", "2", "--custom-header", "k1: v1", "--custom-header", " k2 : host:123 "], _nothing);
        options.Port.ShouldBe(2);
        options.CustomHeaders.ShouldBe(new Dictionary<string, string> { ["k1"] = "v1", ["k2"] = "host:123" }, ignoreOrder: true);
    }

    [TestCase("unknown option '--prot'\n(Did you mean --port?)", "--prot", "1")]
    [TestCase("unknown option '--x-forward'\n(Did you mean --no-x-forward?)", "--x-forward")]
    [TestCase("unknown option '-x'", "-x")]
    [TestCase("unexpected argument 'stray'", "stray")]
    [TestCase("argument missing", "--port")]
    [TestCase("takes no value", "--insecure=1")]
    [TestCase("A colon was expected in custom header: invalid", "--custom-header", "invalid")]
    [TestCase("A colon was expected", "--custom-header", ": x")]
    [TestCase("cannot be used with", "--socket", "/x", "--port", "1")]
    [TestCase("Cannot specify both error-target and error-path", "--error-target", "http://h", "--error-path", "/x")]
    [TestCase("certificates not provided", "--redirect-port", "80")]
    [TestCase("JavaScript modules cannot be loaded", "--storage-backend", "my-module")]
    public void A_wrong_command_line_says_what_is_wrong(string message, params string[] arguments) =>
        Should.Throw<UsageException>(() => OptionReader.Read(arguments, _nothing)).Message.ShouldContain(message);

    [Test]
    public void The_token_is_in_the_environment_or_in_a_file_that_is_named_there()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from a file\n");
        Token(("CONFIGPROXY_AUTH_TOKEN", "abc"), ("CONFIGPROXY_AUTH_TOKEN_FILE", file)).ShouldBe("abc");
        Token(("CONFIGPROXY_AUTH_TOKEN", ""), ("CONFIGPROXY_AUTH_TOKEN_FILE", file)).ShouldBe("from a file");
        Token(("CONFIGPROXY_AUTH_TOKEN", "")).ShouldBeNull();
        File.Delete(file);
        Should.Throw<UsageException>(() => Token(("CONFIGPROXY_AUTH_TOKEN_FILE", file))).Message.ShouldStartWith("error: CONFIGPROXY_AUTH_TOKEN_FILE: ");

        static string? Token(params (string Name, string Value)[] environment) =>
            OptionReader.Read([], environment.ToDictionary(v => v.Name, v => v.Value)).AuthToken;
    }

    [Test]
    public void Passphrases_and_further_authorities_are_in_the_environment()
    {
        var options = OptionReader.Read([], new Dictionary<string, string>
        {
            ["CONFIGPROXY_SSL_KEY_PASSPHRASE"] = "one",
            ["CONFIGPROXY_API_SSL_KEY_PASSPHRASE"] = "two",
            ["NODE_EXTRA_CA_CERTS"] = "/ca.pem",
        });
        (options.Ssl.Passphrase, options.ApiSsl.Passphrase, options.ExtraCaCerts).ShouldBe(("one", "two", "/ca.pem"));
    }

    [Test]
    public void JupyterHubs_command_line_with_internal_ssl_is_understood()
    {
        var sides = new[] { "api-ssl", "client-ssl" }.SelectMany(side => (string[])
            [
                $"--{side}-key", $"/{side}.key", $"--{side}-cert", $"/{side}.crt", $"--{side}-ca", $"/{side}.ca",
                $"--{side}-request-cert", $"--{side}-reject-unauthorized",
            ]);
        var options = OptionReader.Read(["--ip", "", "--port", "8000", .. sides, "--ssl-key", "/k", "--ssl-cert", "/c"], _nothing);
        foreach (var (side, files) in new[] { ("api-ssl", options.ApiSsl), ("client-ssl", options.ClientSsl) })
        {
            (files.Key, files.Cert, files.Ca, files.RequestCert, files.RejectUnauthorized)
                .ShouldBe(($"/{side}.key", $"/{side}.crt", $"/{side}.ca", true, true));
        }

        (options.Ssl.Key, options.Ssl.Cert, options.Ssl.Ca).ShouldBe(("/k", "/c", null));
    }

    [Test]
    public void Every_flag_changes_what_it_says()
    {
        var options = OptionReader.Read([.. OptionTable.All.Where(o => o.IsFlag).Select(o => $"--{o.Name}")], _nothing);
        (options.XForward, options.PrependPath, options.IncludePrefix, options.Http2).ShouldBe((false, false, false, false));
        (options.AutoRewrite, options.ChangeOrigin, options.Insecure, options.HostRouting, options.SslAllowRc4).ShouldBe((true, true, true, true, true));
        (options.Ssl.RequestCert, options.Ssl.RejectUnauthorized).ShouldBe((true, true));
    }

    [Test]
    public void Command_line_wins_over_environment_wins_over_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "port": 1, "api-port": 11, "error_target": "http://h/e", "auto-rewrite": true, "custom-header": ["a: b", "c: d"] } // comment""");
            var environment = new Dictionary<string, string> { ["HUBPROXY__PORT"] = "2", ["HUBPROXY__API_PORT"] = "12", ["HUBPROXY__INSECURE"] = "true" };
            var options = OptionReader.Read(["--config", file, "--port", "3"], environment);
            (options.Port, options.ApiPort, options.ErrorTarget, options.AutoRewrite, options.Insecure).ShouldBe((3, 12, "http://h/e", true, true));
            options.CustomHeaders.Count.ShouldBe(2);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("""{ "prot": 1 }""", "Did you mean --port?")]
    [TestCase("""{ "port": {} }""", "must be text or a number")]
    [TestCase("""{ "insecure": "yes" }""", "must be true or false")]
    [TestCase("""[]""", "not a JSON object")]
    [TestCase("""{""", "error:")]
    public void A_wrong_file_says_what_is_wrong(string text, string message)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Should.Throw<UsageException>(() => OptionReader.Read(["--config", file], _nothing)).Message.ShouldContain(message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void An_unknown_log_level_is_silence() => OptionReader.Read(["--log-level", "loud"], _nothing).LogLevel.ShouldBeNull();

    [Test]
    public void The_help_names_every_option()
    {
        var help = HelpText.Make();
        foreach (var option in OptionTable.All) help.ShouldContain("--" + option.Name);
    }
}
