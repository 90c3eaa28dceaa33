using System.Text;

namespace Hub.Proxy.Cli;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string Make()
    {
        var text = new StringBuilder(
            """
            Usage: dotnet Hub.Proxy.dll [options]

            A proxy whose routes are changed while it runs, by a REST API: a drop-in for configurable-http-proxy.

            Options:

            """);
        Line(text, "-V, --version", "Print the version of configurable-http-proxy this is compatible with");
        foreach (var option in OptionTable.All) Line(text, option.IsFlag ? $"--{option.Name}" : $"--{option.Name} {option.Value}", option.Help);
        Line(text, "-h, --help", "Print this text");
        text.Append(
            """

            Environment:
              CONFIGPROXY_AUTH_TOKEN                the API's token; without one the API is open
              CONFIGPROXY_AUTH_TOKEN_FILE           a file that holds the token
              CONFIGPROXY_SSL_KEY_PASSPHRASE        opens an encrypted --ssl-key
              CONFIGPROXY_API_SSL_KEY_PASSPHRASE    opens an encrypted --api-ssl-key
              NODE_EXTRA_CA_CERTS                   a file of authorities of https targets, beside the system's
              HUBPROXY__NAME                        any option, e.g. HUBPROXY__ERROR_TARGET

            """);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string option, string help) => text.Append($"  {option,-36}  {help}\n");
}
