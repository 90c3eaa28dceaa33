namespace Hub.Domain.OAuth;

/// <summary>Puts answers into the query of a client's redirect, which stays as it was registered: relative if it is relative.</summary>
internal static class RedirectUri
{
    public static string With(string uri, params ReadOnlySpan<(string Name, string? Value)> answers)
    {
        foreach (var (name, value) in answers)
        {
            if (value is not null)
                uri = $"{uri}{(uri.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
        }

        return uri;
    }
}
