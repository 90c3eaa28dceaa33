namespace Hub.Domain.Authenticators.Native;

/// <summary>The mail server of <c>NativeAuthenticator.self_approval_server</c>, and how it is spoken to.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Encryption">Whether TLS comes first, later, or where it is offered.</param>
public sealed record ApprovalServer(string Host, int Port, MailEncryption Encryption)
{
    private static readonly string[] s_keys = ["url", "usr", "pwd", "ca_certs"];

    /// <summary>Null for who needs none.</summary>
    public string? User { get; private init; }

    public string? Password { get; private init; }

    /// <summary>A file with the authorities to trust; null for those of the machine.</summary>
    public string? Authorities { get; private init; }

    /// <summary>What nothing is set for: the mail server of this machine.</summary>
    public static ApprovalServer Local { get; } = new("localhost", 25, MailEncryption.WhereOffered);

    /// <exception cref="ArgumentException">It makes no sense; the message says why.</exception>
    public static ApprovalServer Of(IReadOnlyDictionary<string, string> given)
    {
        if (given.Count == 0)
            return Local;
        if (given.Keys.FirstOrDefault(key => !s_keys.Contains(key)) is { } unknown)
            throw new ArgumentException($"has the key {unknown}");
        if (given.ContainsKey("usr") != given.ContainsKey("pwd"))
            throw new ArgumentException("has only one of usr and pwd");
        if (given.TryGetValue("ca_certs", out var file) && !File.Exists(file))
            throw new ArgumentException("names a file at ca_certs that is not there");
        var server = At(given.GetValueOrDefault("url") ?? throw new ArgumentException("has no url"));
        return server with
        {
            User = given.GetValueOrDefault("usr"),
            Password = given.GetValueOrDefault("pwd"),
            Authorities = file,
            // A password must not go over the wire as it is.
            Encryption = server.Encryption == MailEncryption.WhereOffered && given.ContainsKey("usr") ? MailEncryption.AfterGreeting : server.Encryption,
        };
    }

    /// <summary>Never the password: records print themselves into logs.</summary>
    public override string ToString() => $"{Host}:{Port}";

    private static ApprovalServer At(string url)
    {
        var full = url.Contains("://", StringComparison.Ordinal) ? url : $"smtps://{url}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("smtp" or "smtps") || parsed.Host.Length == 0 || parsed.PathAndQuery.Trim('/').Length > 0)
            throw new ArgumentException("has a url that is none of a mail server");
        return parsed.Scheme == "smtps"
            ? new ApprovalServer(parsed.Host, parsed.Port > 0 ? parsed.Port : 465, MailEncryption.AtOnce)
            : new ApprovalServer(parsed.Host, parsed.Port > 0 ? parsed.Port : 25, MailEncryption.WhereOffered);
    }
}
