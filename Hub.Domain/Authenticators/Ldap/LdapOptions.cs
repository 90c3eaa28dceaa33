using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>How users are found and proven in an LDAP directory.</summary>
[TraitClass("LDAPAuthenticator")]
public sealed record LdapOptions : ICheckedOptions
{
    private static readonly string[] s_tlsKeys = ["ca_certs_file", "ca_certs_path", "ca_certs_data"];

    /// <summary>
    /// The name or address of the directory server; a list of them is tried in order until one can be reached. With encryption it must
    /// be a name or address that the server's certificate carries. Default: none, and the class cannot do without.
    /// </summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> ServerAddress { get; init; } = [];

    /// <summary>The port of the directory server. Default: 636 with tls_strategy on_connect, otherwise 389.</summary>
    [Between(1, 65535)]
    public int? ServerPort { get; init; }

    /// <summary>
    /// When the connection is encrypted: before_bind (StartTLS), on_connect (LDAPS), or insecure, which sends passwords in clear text.
    /// Default: before_bind.
    /// </summary>
    public LdapTlsStrategy TlsStrategy { get; init; } = LdapTlsStrategy.BeforeBind;

    /// <summary>
    /// Whom to trust for encrypted connections: ca_certs_file (a PEM file), ca_certs_path (a folder of them, named by hash as OpenSSL
    /// does) or ca_certs_data (PEM text). The server's certificate is always checked. Default: what the machine's LDAP library trusts.
    /// </summary>
    public IReadOnlyDictionary<string, string> TlsKwargs { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The distinguished name a user is bound as, with {username} where the name belongs; of a list each is tried in order. Default:
    /// none; then lookup_dn must be on.
    /// </summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> BindDnTemplate { get; init; } = [];

    /// <summary>Whether the user's entry is looked up first, for directories whose distinguished names do not hold it. Default: false.</summary>
    public bool LookupDn { get; init; }

    /// <summary>The filter of that lookup; {login_attr} is user_attribute and {login} what was typed. Default: ({login_attr}={login}).</summary>
    public string LookupDnSearchFilter { get; init; } = "({login_attr}={login})";

    /// <summary>The distinguished name that looks up. Default: none, the lookup is anonymous.</summary>
    public string? LookupDnSearchUser { get; init; }

    /// <summary>The password of lookup_dn_search_user. Default: none.</summary>
    [Secret]
    public string? LookupDnSearchPassword { get; init; }

    /// <summary>
    /// The attribute of the entry found that goes into bind_dn_template and filters; it must have exactly one value. Default:
    /// user_attribute.
    /// </summary>
    public string? LookupDnUserDnAttribute { get; init; }

    /// <summary>
    /// Whether users are called by the value of lookup_dn_user_dn_attribute instead of what they typed. Its values must be unique in
    /// lower case. Default: false.
    /// </summary>
    public bool UseLookupDnUsername { get; init; }

    /// <summary>The entry below which users are looked for, with lookup_dn or search_filter. Default: none.</summary>
    public string? UserSearchBase { get; init; }

    /// <summary>The attribute that holds what users type, such as uid or sAMAccountName. Default: none.</summary>
    public string? UserAttribute { get; init; }

    /// <summary>
    /// A filter that must find exactly one entry below user_search_base, or the login is refused whatever else allows it; {userattr} is
    /// user_attribute, {username} the name. It lets nobody in by itself. Default: empty, none.
    /// </summary>
    public string SearchFilter { get; init; } = "";

    /// <summary>The attributes that search_filter asks for. Default: none in particular.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The attributes of the user's entry that are kept as auth_state, under user_attributes. Default: none.</summary>
    public IReadOnlyList<string> AuthStateAttributes { get; init; } = [];

    /// <summary>The distinguished names of groups whose members may log in, beside those in allowed_users. Default: none.</summary>
    public IReadOnlyList<string>? AllowedGroups { get; init; }

    /// <summary>
    /// The filter that the entry of a group matches for its members; {userdn} is the distinguished name and {uid} the name of the user.
    /// Default: (|(member={userdn})(uniqueMember={userdn})(memberUid={uid})).
    /// </summary>
    public string GroupSearchFilter { get; init; } = "(|(member={userdn})(uniqueMember={userdn})(memberUid={uid}))";

    /// <summary>The attributes that the search for groups asks for. Default: member, uniqueMember and memberUid.</summary>
    public IReadOnlyList<string> GroupAttributes { get; init; } = ["member", "uniqueMember", "memberUid"];

    /// <summary>
    /// A regular expression that a name must match as a whole to be looked for at all; every name is escaped besides. Default:
    /// ^[a-z][.a-z0-9_-]*$.
    /// </summary>
    [RegularExpression]
    public string ValidUsernameRegex { get; init; } = "^[a-z][.a-z0-9_-]*$";

    internal int Port => ServerPort ?? (TlsStrategy == LdapTlsStrategy.OnConnect ? 636 : 389);

    internal IReadOnlyList<string> Templates => [.. BindDnTemplate.Where(template => template.Length > 0)];

    internal string? DnAttribute => string.IsNullOrEmpty(LookupDnUserDnAttribute) ? UserAttribute : LookupDnUserDnAttribute;

    public IEnumerable<OptionProblem> Check()
    {
        foreach (var key in TlsKwargs.Keys.Where(key => !s_tlsKeys.Contains(key)))
            yield return new OptionProblem(nameof(TlsKwargs), "is not supported", "the keys " + string.Join(", ", s_tlsKeys)) { Path = $".{key}" };
        if (ServerAddress.Count > 0 && !LookupDn && Templates.Count == 0)
            yield return new OptionProblem(nameof(BindDnTemplate), "is empty and lookup_dn is off", "a template, or lookup_dn");
        if (LookupDn && (string.IsNullOrEmpty(UserSearchBase) || string.IsNullOrEmpty(UserAttribute)))
            yield return new OptionProblem(nameof(LookupDn), "lacks user_search_base or user_attribute", "both of them set");
        if (SearchFilter.Length > 0 && string.IsNullOrEmpty(UserSearchBase))
            yield return new OptionProblem(nameof(SearchFilter), "lacks user_search_base", "user_search_base set");
        if (AllowedGroups?.Count > 0 && (GroupSearchFilter.Length == 0 || GroupAttributes.Count == 0))
            yield return new OptionProblem(nameof(AllowedGroups), "lacks group_search_filter or group_attributes", "both of them set");
        if (ServerAddress.Count > 0 && TlsStrategy == LdapTlsStrategy.Insecure)
            yield return new OptionProblem(nameof(TlsStrategy), "sends passwords in clear text", "before_bind or on_connect") { IsWarning = true };
        foreach (var problem in Templates.SelectMany(template => LdapText.Unknown(nameof(BindDnTemplate), template, "username"))
            .Concat(LdapText.Unknown(nameof(LookupDnSearchFilter), LookupDnSearchFilter, "login_attr", "login"))
            .Concat(LdapText.Unknown(nameof(SearchFilter), SearchFilter, "userattr", "username"))
            .Concat(LdapText.Unknown(nameof(GroupSearchFilter), GroupSearchFilter, "userdn", "uid")))
            yield return problem;
    }
}
