namespace Hub.Domain.Scopes;

/// <summary>On what one scope is held: on everything, on nothing, or on what these names mention.</summary>
public sealed class ScopeFilter : IEquatable<ScopeFilter>
{
    public static readonly ScopeFilter Everything = new(true, NameSet.Empty, NameSet.Empty, NameSet.Empty, NameSet.Empty);
    public static readonly ScopeFilter Nothing = new(false, NameSet.Empty, NameSet.Empty, NameSet.Empty, NameSet.Empty);

    private ScopeFilter(bool everything, NameSet users, NameSet groups, NameSet servers, NameSet services)
    {
        IsEverything = everything;
        Users = users;
        Groups = groups;
        Servers = servers;
        Services = services;
    }

    public bool IsEverything { get; }

    public bool IsNothing => ReferenceEquals(this, Nothing);

    public NameSet Users { get; }

    /// <summary>Groups; they stand for their members, too.</summary>
    public NameSet Groups { get; }

    /// <summary>Servers by full name, <c>owner/server</c>.</summary>
    public NameSet Servers { get; }

    public NameSet Services { get; }

    /// <summary>The kinds of filter mentioned; none for everything and for nothing.</summary>
    public ScopeFilterKind Kinds =>
        Flag(Users, ScopeFilterKind.User) | Flag(Groups, ScopeFilterKind.Group)
        | Flag(Servers, ScopeFilterKind.Server) | Flag(Services, ScopeFilterKind.Service);

    /// <summary>The filter of several forms of one scope: one without a filter swallows the others, filters add up.</summary>
    /// <param name="forms">Forms whose filters have a name; those that have none are passed over.</param>
    public static ScopeFilter Of(IReadOnlyCollection<Scope> forms)
    {
        if (forms.Any(form => form.Kind == ScopeFilterKind.None))
            return Everything;
        NameSet Named(ScopeFilterKind kind) =>
            NameSet.Of(forms.Where(form => form.Kind == kind).Select(form => form.Name).OfType<string>());
        return Create(
            Named(ScopeFilterKind.User), Named(ScopeFilterKind.Group), Named(ScopeFilterKind.Server), Named(ScopeFilterKind.Service));
    }

    public static ScopeFilter OfUser(string name) => new(false, NameSet.Of(name), NameSet.Empty, NameSet.Empty, NameSet.Empty);

    public bool Covers(in ScopeTarget target)
    {
        if (IsEverything)
            return true;
        return target.Kind switch
        {
            ScopeFilterKind.User => Users.Contains(target.Name) || Groups.ContainsAny(target.Groups),
            ScopeFilterKind.Server => Users.Contains(target.Name)
                || Servers.ContainsServer(target.Name, target.ServerName)
                || Groups.ContainsAny(target.Groups),
            ScopeFilterKind.Group => Groups.Contains(target.Name),
            ScopeFilterKind.Service => Services.Contains(target.Name),
            _ => false,
        };
    }

    /// <summary>The servers of one user that are mentioned by name, as opposed to covered through their owner.</summary>
    public IEnumerable<string> ServersOf(string owner) => Servers.ServersOf(owner);

    public ScopeFilter Union(ScopeFilter other)
    {
        if (ReferenceEquals(this, other) || IsEverything || other.IsNothing)
            return this;
        if (other.IsEverything || IsNothing)
            return other;
        return Share(
            other,
            Users.Union(other.Users), Groups.Union(other.Groups), Servers.Union(other.Servers), Services.Union(other.Services));
    }

    /// <summary>What both cover: names in both, servers of users, and users and servers of members of groups.</summary>
    /// <remarks>
    /// Two different groups have nothing in common, even when they share members: as in JupyterHub, where no filter could say
    /// "members of both". So the intersection may cover less than both do, never more.
    /// </remarks>
    public ScopeFilter Intersect(ScopeFilter other, IGroupMembership membership)
    {
        if (ReferenceEquals(this, other) || other.IsEverything || IsNothing)
            return this;
        if (IsEverything || other.IsNothing)
            return other;
        return Share(
            other,
            UsersIn(other, membership).Union(other.UsersIn(this, membership)),
            Groups.Intersect(other.Groups),
            ServersIn(other, membership).Union(other.ServersIn(this, membership)),
            Services.Intersect(other.Services));
    }

    /// <summary>The names mentioned here and not there; everything is left whole unless the other is everything as well.</summary>
    public ScopeFilter Except(ScopeFilter other)
    {
        if (other.IsEverything)
            return Nothing;
        if (IsEverything || other.IsNothing)
            return this;
        return Share(
            other,
            Users.Except(other.Users), Groups.Except(other.Groups), Servers.Except(other.Servers), Services.Except(other.Services));
    }

    public ScopeFilter WithoutServers() => Servers.Count == 0 ? this : Create(Users, Groups, NameSet.Empty, Services);

    /// <summary>The forms in which a scope with this filter is written.</summary>
    public IReadOnlyList<string> FormsOf(string baseScope)
    {
        var forms = new List<string>();
        WriteForms(baseScope, forms);
        return forms;
    }

    /// <summary>Adds the forms in which a scope with this filter is written. Plain loops: every answer to "who am I" comes here.</summary>
    internal void WriteForms(string baseScope, List<string> forms)
    {
        if (IsEverything)
            forms.Add(baseScope);
        Write(Users, "user");
        Write(Groups, "group");
        Write(Servers, "server");
        Write(Services, "service");

        void Write(NameSet names, string kind)
        {
            for (var i = 0; i < names.Count; i++)
                forms.Add($"{baseScope}!{kind}={names[i]}");
        }
    }

    public bool Equals(ScopeFilter? other) =>
        ReferenceEquals(this, other)
        || (other is not null && IsEverything == other.IsEverything && Users.Equals(other.Users) && Groups.Equals(other.Groups)
            && Servers.Equals(other.Servers) && Services.Equals(other.Services));

    public override bool Equals(object? obj) => Equals(obj as ScopeFilter);

    public override int GetHashCode() => HashCode.Combine(IsEverything, Users, Groups, Servers, Services);

    internal bool HasUser(string user, IGroupMembership membership) =>
        IsEverything || Users.Contains(user) || (Groups.Count > 0 && Groups.Any(group => membership.IsMember(user, group)));

    internal bool HasServer(string server, IGroupMembership membership) =>
        IsEverything || Servers.Contains(server) || HasUser(ServerFullName.OwnerOf(server), membership);

    private NameSet UsersIn(ScopeFilter other, IGroupMembership membership) => Users.Where(user => other.HasUser(user, membership));

    private NameSet ServersIn(ScopeFilter other, IGroupMembership membership) =>
        Servers.Where(server => other.HasServer(server, membership));

    private static ScopeFilterKind Flag(NameSet names, ScopeFilterKind kind) => names.Count > 0 ? kind : ScopeFilterKind.None;

    private static ScopeFilter Create(NameSet users, NameSet groups, NameSet servers, NameSet services) =>
        users.Count + groups.Count + servers.Count + services.Count == 0
            ? Nothing
            : new ScopeFilter(false, users, groups, servers, services);

    // One scope usually has the same filter as its subscopes; keeping one object for all of them is what bounds the memory.
    private ScopeFilter Share(ScopeFilter other, NameSet users, NameSet groups, NameSet servers, NameSet services)
    {
        var result = Create(users, groups, servers, services);
        if (result.Equals(this))
            return this;
        return result.Equals(other) ? other : result;
    }
}
