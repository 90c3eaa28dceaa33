namespace Hub.Domain.Configuration.Traits;

/// <summary>An absolute http or https URL, or nothing.</summary>
public class HttpUrlAttribute : ValueCheckAttribute
{
    public override string Allowed => "an absolute URL such as http://127.0.0.1:8001";

    public override string? Problem(object value)
    {
        var text = (string)value;
        return text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && IsAllowed(url)) ? null : "is not such a URL";
    }

    protected virtual bool IsAllowed(Uri url) => url.Scheme is "http" or "https" && url.Host.Length > 0;
}
