using Hub.Domain.Configuration;

namespace Hub.Domain.Authenticators.Multi;

/// <summary>
/// Which authenticator a user comes from, by the whole name: what its configuration says of accounts and sessions of the machine
/// counts for that user's servers, which run under the whole name.
/// </summary>
public sealed class UserRealms
{
    private readonly HubConfiguration hub;
    private readonly MultiOptions several;
    private readonly Dictionary<string, HubConfiguration> own;

    public UserRealms(HubConfiguration configuration)
    {
        hub = configuration;
        several = configuration.Authenticator.AuthenticatorClass == "multi" ? configuration.Multi : new MultiOptions();
        own = several.Entries.ToDictionary(entry => entry.Id, OfWholeNames);
    }

    /// <summary>The configuration of the one authenticator; that of the hub where there is only one, or where none can have named this user.</summary>
    public HubConfiguration Of(string user) => several.Naming(user) is { } entry ? own[entry.Id] : hub;

    private static HubConfiguration OfWholeNames(MultiEntry entry)
    {
        var alone = entry.Read();
        var uids = alone.LocalAccounts.Uids.ToDictionary(uid => entry.Prefix + uid.Key, uid => uid.Value);
        return alone with { LocalAccounts = alone.LocalAccounts with { Uids = uids } };
    }
}
