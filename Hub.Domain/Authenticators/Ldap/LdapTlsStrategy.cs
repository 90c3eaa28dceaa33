using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>When the connection to a directory is encrypted.</summary>
public enum LdapTlsStrategy
{
    /// <summary>By StartTLS, before any name or password is sent.</summary>
    [Word("before_bind")]
    BeforeBind,

    /// <summary>From the first byte on (LDAPS).</summary>
    [Word("on_connect")]
    OnConnect,

    /// <summary>Never: everybody on the way can read the passwords.</summary>
    [Word("insecure")]
    Insecure,
}
