using System.DirectoryServices.Protocols;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>A user's entry as it was found by what they typed.</summary>
/// <param name="Name">The value that goes into templates and filters.</param>
/// <param name="EntryName">The entry's distinguished name.</param>
internal sealed record LdapEntry(string Name, string EntryName);

/// <summary>Finds the entry of somebody who only gave a name, as the directory's search user or as nobody.</summary>
internal sealed class LdapLookup(LdapOptions options, ILogger log)
{
    /// <returns>Null unless exactly one entry goes by that name.</returns>
    public LdapEntry? Find(string name, string? trusted)
    {
        using var session = LdapSession.Bind(
            options, trusted, string.IsNullOrEmpty(options.LookupDnSearchUser) ? null : options.LookupDnSearchUser, options.LookupDnSearchPassword)
            ?? throw new LoginUnavailableException($"The LDAP server refuses lookup_dn_search_user {options.LookupDnSearchUser}");
        var filter = LdapText.Fill(
            options.LookupDnSearchFilter, ("login_attr", options.UserAttribute ?? ""), ("login", LdapText.InFilter(name)));
        var found = session.Search(options.UserSearchBase ?? "", SearchScope.Subtree, filter, options.DnAttribute ?? "");
        if (found.Count != 1)
        {
            log.LogWarning("LDAP has {Count} for {User}, and exactly one is needed", found.Count == 0 ? "no entry" : "several entries", QuotedName.Of(name));
            return null;
        }

        var values = found[0].Attributes[options.DnAttribute ?? ""];
        if (values?.Count == 1 && values[0] is string value)
            return new LdapEntry(value, found[0].DistinguishedName);
        log.LogError("The LDAP entry of {User} does not have exactly one {Attribute}", QuotedName.Of(name), options.DnAttribute);
        return null;
    }
}
