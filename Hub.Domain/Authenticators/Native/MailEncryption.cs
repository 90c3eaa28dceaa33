namespace Hub.Domain.Authenticators.Native;

/// <summary>When a connection to a mail server is encrypted.</summary>
public enum MailEncryption
{
    /// <summary>From the first byte on.</summary>
    AtOnce,

    /// <summary>By STARTTLS, or nothing is sent.</summary>
    AfterGreeting,

    /// <summary>By STARTTLS where the server offers it.</summary>
    WhereOffered,
}
