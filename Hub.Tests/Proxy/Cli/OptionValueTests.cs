using Hub.Proxy.Cli;

namespace Hub.Tests.Proxy.Cli;

/// <summary>A wrong value of an option: which option it is, what was given, and what is allowed or done instead.</summary>
public sealed class OptionValueTests
{
    private static readonly (string Option, string Value, string Allowed)[] _wrong =
    [
        ("port", "x", "1 to 65535 are allowed: 8000 is used"), ("port", "70000", "1 to 65535 are allowed"),
        ("api-port", "x", "1 to 65535 are allowed: the public port and one is used"), ("api-port", "70000", "1 to 65535"),
        ("metrics-port", "x", "1 to 65535 are allowed: there are no metrics"), ("metrics-port", "70000", "1 to 65535"),
        ("redirect-port", "x", "1 to 65535 are allowed"), ("redirect-port", "0", "1 to 65535"), ("redirect-to", "443/x", "1 to 65535"),
        ("timeout", "x", "a number of milliseconds: there is no limit"),
        ("proxy-timeout", "x", "a number of milliseconds: there is no limit"),
        ("keep-alive-timeout", "x", "a number of milliseconds: 5000 is used"),
        ("drain-timeout", "x", "0 to 2147483647 are allowed"),
        ("route-grace", "-1", "0 to 2147483647"),
        ("idle-timeout", "1.5", "0 to 2147483647"),
        ("connect-timeout", "0", "1 to 2147483647 are allowed"),
        ("error-target-timeout", "x", "1 to 2147483647"),
        ("header-timeout", "0", "1 to 2147483647"),
        ("request-timeout", "x", "0 to 2147483647 are allowed"),
        ("busy-poll", "-1", "0 to 1000000 are allowed"),
        ("max-request-line", "0", "a whole number above 0"),
        ("max-header-size", "x", "a whole number above 0"),
        ("max-header-count", "-1", "a whole number above 0"),
        ("max-connections", "x", "a whole number above 0"), ("max-api-body", "64M", "a whole number above 0"),
        ("default-target", "nonsense", "an http, https or http+unix URL: requests to it are answered with 500"),
        ("error-target", "ws://h", "an http, https or http+unix URL"),
        ("error-path", "/nowhere", "a directory: errors are answered with plain text"),
        ("protocol-rewrite", "ht tp", "a scheme such as http or https"),
        ("log-level", "loud", "one of debug, info, warn, error: nothing is logged"),
        ("log-level", "1", "one of debug, info, warn, error"),
        ("access-log", "xml", "one of off, common, json"),
        ("access-log", "1", "one of off, common, json"),
        ("storage-backend", "my-module", "one of memory, file"), ("ssl-protocol", "SSLv3", "one of TLSv1_2, TLSv1_3, TLS"),
        ("custom-header", "x", "A colon was expected"), ("custom-header", "a b: c", "'Name: value' on one line is"),
    ];

    // Addresses, files and lists of ciphers: what they are worth shows when they are used.
    private static readonly string[] _seenInUse =
    [
        "ip", "socket", "api-ip", "api-socket", "metrics-ip", "metrics-socket", "ssl-key", "ssl-cert", "ssl-ca", "ssl-ciphers", "ssl-dhparam",
        "api-ssl-key", "api-ssl-cert", "api-ssl-ca", "client-ssl-key", "client-ssl-cert", "client-ssl-ca", "pid-file", "config", "storage-file",
    ];

    [Test]
    public void A_wrong_value_is_named_with_its_option_and_what_is_allowed()
    {
        foreach (var (option, value, allowed) in _wrong)
        {
            var said = Said(option, value);
            said.ShouldContain($"--{option}: ");
            said.ShouldContain(value);
            said.ShouldContain(allowed);
        }
    }

    [Test]
    public void No_option_that_takes_a_value_was_forgotten() =>
        OptionTable.All.Where(o => !o.IsFlag).Select(o => o.Name).Order().ShouldBe(_wrong.Select(w => w.Option).Concat(_seenInUse).Distinct().Order());

    [Test]
    public void What_is_sound_is_not_remarked()
    {
        var options = OptionReader.Read(
            [
                "--port", "8000", "--timeout", "0", "--log-level", "WARN", "--default-target", "http://h", "--request-timeout", "0", "--redirect-to", "443",
                "--error-path", Path.GetTempPath(),
            ], new Dictionary<string, string>());
        options.Remarks.ShouldBeEmpty();
        (options.Timeout, options.RequestTimeout, options.RedirectTo).ShouldBe((null, null, "443"));
    }

    private static string Said(string option, string value)
    {
        try
        {
            return string.Join('\n', OptionReader.Read([$"--{option}", value], new Dictionary<string, string>()).Remarks);
        }
        catch (UsageException e)
        {
            return e.Message;
        }
    }
}
