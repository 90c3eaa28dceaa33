using Hub.Domain.Authenticators.Local;
using Hub.Domain.Configuration;
using Hub.Domain.Users;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Where the accounts of the hub's own belong: to its one authenticator, or to one of several, with the settings, the rules and the
/// beginning of names that this one has. An account is kept under the whole name of its user.
/// </summary>
public sealed class NativeRealm
{
    private readonly HashSet<string> admins;
    private readonly HashSet<string> allowed;

    /// <param name="configuration">That of the hub.</param>
    /// <param name="hub">How the hub normalises whole names.</param>
    public NativeRealm(HubConfiguration configuration, UserNames hub)
    {
        var entries = configuration.Authenticator.AuthenticatorClass == "multi" ? configuration.Multi.Entries : [];
        var entry = entries.FirstOrDefault(one => one.IsNative);
        IsOn = entry is not null || configuration.Authenticator.AuthenticatorClass == "native";
        var own = entry?.Read() ?? configuration;
        var inner = entry is null ? hub : new UserNames(own.Authenticator.UsernameMap, own.Authenticator.UsernamePattern);
        (Options, Local, Offer, Prefix) = (own.Native, own.LocalAccounts, entry?.Id ?? "", entry?.Prefix ?? "");
        Names = new NativeNames(inner, hub, Prefix, [.. entries.Where(one => one != entry && one.Prefix.Length > 0).Select(one => one.Prefix)]);
        admins = Listed(configuration, own, hub, inner, rules => rules.AdminUsers);
        allowed = Listed(configuration, own, hub, inner, rules => rules.AllowedUsers);
    }

    /// <summary>Whether there are such accounts at all.</summary>
    public bool IsOn { get; }

    public NativeOptions Options { get; }

    public LocalOptions Local { get; }

    /// <summary>The form of the login page that is theirs, by its <see cref="LoginOffer.Id"/>; empty where it is the only one.</summary>
    public string Offer { get; }

    /// <summary>What the names of their users begin with; empty for nothing.</summary>
    public string Prefix { get; }

    public NativeNames Names { get; }

    /// <summary>Whether the configuration makes an administrator of the user of that name.</summary>
    public bool IsAdmin(string user) => admins.Contains(user);

    /// <summary>Whether an operator has named this user among those who may come in.</summary>
    public bool IsNamed(string user) => allowed.Contains(user);

    /// <summary>The hub's own list is of whole names, that of an entry of names without the prefix.</summary>
    private HashSet<string> Listed(
        HubConfiguration all, HubConfiguration own, UserNames hub, UserNames inner, Func<AuthenticatorOptions, IReadOnlySet<string>> list) =>
        [.. list(all.Authenticator).Select(hub.Normalize), .. list(own.Authenticator).Select(name => hub.Normalize(Prefix + inner.Normalize(name)))];
}
