namespace Hub.Domain.Configuration.Traits;

/// <summary>A URL to listen on or connect to: http, https, or http+unix with the percent-encoded path of a socket.</summary>
public sealed class HubUrlAttribute : ValueCheckAttribute
{
    public override string Allowed => "a URL such as http://127.0.0.1:8081 or http+unix://%2Frun%2Fhub.sock";

    public override string? Problem(object value) =>
        ((string)value).Length == 0 || HubAddress.TryParse((string)value, out _) ? null : "is not such a URL";
}
