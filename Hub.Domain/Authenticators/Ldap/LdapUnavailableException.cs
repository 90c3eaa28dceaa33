namespace Hub.Domain.Authenticators.Ldap;

/// <summary>The directory could not be asked, so nothing is known about whoever wants to sign in.</summary>
public sealed class LdapUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
