using System.DirectoryServices.Protocols;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Domain.Tokens;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>
/// Lets an LDAP directory decide who somebody is: they are who the directory lets bind with their password. The steps: form of name
/// and password, lookup, bind, search_filter, groups, attributes.
/// </summary>
public sealed class LdapAuthenticator : IAuthenticator, IDisposable
{
    private const int Threads = 8;

    private readonly LdapOptions options;
    private readonly ILogger<LdapAuthenticator> log;
    private readonly LdapLookup lookup;
    private readonly LdapTrust trust;
    private readonly Regex valid;
    private readonly BlockingCalls calls = new("LDAP", Threads);

    /// <exception cref="ArgumentException">Something is missing that cannot be done without.</exception>
    public LdapAuthenticator(LdapOptions options, ILogger<LdapAuthenticator> log)
    {
        if (options.ServerAddress.Count == 0)
            throw new ArgumentException("LDAPAuthenticator.server_address is not set, and ldap cannot do without");
        if (options.Check().FirstOrDefault(problem => !problem.IsWarning) is { } wrong)
            throw new ArgumentException($"LDAPAuthenticator: {wrong.Property} {wrong.Problem}; allowed: {wrong.Allowed}");
        this.options = options;
        this.log = log;
        lookup = new LdapLookup(options, log);
        trust = new LdapTrust(options.TlsKwargs);
        valid = new Regex($"^(?:{options.ValidUsernameRegex})\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    public Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct)
    {
        // In lower case from the first look-up on: "Ann" must prove to be ann, whom the hub will take her for.
        var name = credentials.Username.ToLowerInvariant();
        // An empty password would bind as nobody, which succeeds.
        if (string.IsNullOrWhiteSpace(credentials.Password) || credentials.Password.Contains('\0') || !(valid.IsMatch(name) || valid.IsMatch(credentials.Username)))
            return Task.FromResult<AuthenticatedUser?>(null);
        return calls.RunAsync(() => Authenticate(name, credentials.Password), ct);
    }

    public void Dispose()
    {
        calls.Dispose();
        trust.Dispose();
    }

    private AuthenticatedUser? Authenticate(string typed, string password)
    {
        var entry = options.LookupDn ? lookup.Find(typed, trust.Folder) : new LdapEntry(typed, "");
        var name = entry?.Name ?? typed;
        using var session = BindAs(entry, password, out var userName);
        if (session is null)
        {
            log.LogWarning("LDAP refused {User}", QuotedName.Of(typed));
            return null;
        }

        if (!PassesFilter(session, name))
            return null;
        var groups = GroupsOf(session, userName, name);
        return new AuthenticatedUser
        {
            Name = options.UseLookupDnUsername ? name : typed,
            Allowed = groups.Count > 0,
            AuthState = new JsonObject
            {
                ["ldap_groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]),
                ["user_attributes"] = AttributesOf(session, userName),
            },
        };
    }

    private LdapSession? BindAs(LdapEntry? entry, string password, out string userName)
    {
        foreach (var name in NamesToTry(entry))
        {
            userName = name;
            if (LdapSession.Bind(options, trust.Folder, name, password) is { } session)
                return session;
        }

        userName = "";
        return null;
    }

    /// <summary>Somebody who was not found is tried, too, in vain: it takes as long as for those who were.</summary>
    private IReadOnlyList<string> NamesToTry(LdapEntry? entry) => entry switch
    {
        null => [$"cn={TokenHash.NewSecret()},{options.UserSearchBase}"],
        _ when options.Templates.Count == 0 => [entry.EntryName],
        _ => [.. options.Templates.Select(template => LdapText.Fill(template, ("username", LdapText.InName(entry.Name))))],
    };

    private bool PassesFilter(LdapSession session, string name)
    {
        if (options.SearchFilter.Length == 0)
            return true;
        var filter = LdapText.Fill(options.SearchFilter, ("userattr", options.UserAttribute ?? ""), ("username", LdapText.InFilter(name)));
        var found = session.Search(options.UserSearchBase ?? "", SearchScope.Subtree, filter, [.. options.Attributes]).Count;
        if (found != 1)
            log.LogWarning("LDAP login of {User} refused: search_filter finds {Count}", QuotedName.Of(name), found == 0 ? "nothing" : "several entries");
        return found == 1;
    }

    private List<string> GroupsOf(LdapSession session, string userName, string name)
    {
        var filter = LdapText.Fill(options.GroupSearchFilter, ("userdn", LdapText.InFilter(userName)), ("uid", LdapText.InFilter(name)));
        return [.. (options.AllowedGroups ?? [])
            .Where(group => session.Search(group, SearchScope.Base, filter, [.. options.GroupAttributes]).Count > 0)];
    }

    private JsonObject AttributesOf(LdapSession session, string userName)
    {
        var attributes = new JsonObject();
        if (options.AuthStateAttributes.Count == 0)
            return attributes;
        foreach (var entry in session.Search(userName, SearchScope.Base, "(objectClass=*)", [.. options.AuthStateAttributes]))
        {
            foreach (DirectoryAttribute attribute in entry.Attributes.Values)
                attributes[attribute.Name] = new JsonArray([.. Enumerable.Range(0, attribute.Count).Select(at => Text(attribute[at]))]);
        }

        return attributes;
    }

    // What is no text, such as a picture, is kept as base64.
    private static JsonValue Text(object value) => JsonValue.Create(value as string ?? Convert.ToBase64String((byte[])value));
}
