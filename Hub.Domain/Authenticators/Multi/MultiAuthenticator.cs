using Hub.Domain.Configuration;
using Hub.Domain.Users;

namespace Hub.Domain.Authenticators.Multi;

/// <summary>
/// Several authenticators on one login page. Each names its users as it does, and a prefix of its own keeps the names of one from
/// being those of another; its rules are about names without the prefix, those of the hub about whole names.
/// </summary>
public sealed class MultiAuthenticator : IAuthenticator, IDisposable
{
    private readonly IReadOnlyList<Part> parts;

    private MultiAuthenticator(IReadOnlyList<Part> parts) => this.parts = parts;

    public IReadOnlyList<LoginOffer> Offers => [.. parts.SelectMany(part => part.Inner.Offers.Select(part.Named))];

    public bool Refreshes => parts.Any(part => part.Inner.Refreshes);

    /// <exception cref="ArgumentException">One of them cannot be made.</exception>
    internal static MultiAuthenticator Create(IServiceProvider services, HubConfiguration configuration)
    {
        var problems = configuration.Multi.Check().Select(problem => $"MultiAuthenticator.authenticators{problem.Path} {problem.Problem}").ToList();
        if (configuration.Multi.Entries.Count == 0)
            problems.Add("MultiAuthenticator.authenticators is empty");
        if (problems.Count > 0)
            throw new ArgumentException(string.Join("; ", problems));
        return new MultiAuthenticator([.. configuration.Multi.Entries.Select(entry => Made(services, configuration, entry))]);
    }

    /// <summary>By the form that was sent; where no form was, one after the other.</summary>
    public async Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct)
    {
        LoginUnavailableException? away = null;
        foreach (var part in parts.Where(part => credentials.Offer.Length == 0 || part.Entry.Id == credentials.Offer))
        {
            var typed = credentials with { Offer = "" };
            if (credentials.Offer.Length == 0 && part.Entry.Prefix.Length > 0)
            {
                // Over the API people give the name they have here.
                if (!typed.Username.StartsWith(part.Entry.Prefix, StringComparison.OrdinalIgnoreCase))
                    continue;
                typed = typed with { Username = typed.Username[part.Entry.Prefix.Length..] };
            }

            try
            {
                if (await part.Inner.AuthenticateAsync(typed, ct) is { } user)
                    return part.Judged(user, parts);
            }
            catch (LoginUnavailableException failed)
            {
                // One that is away must not keep those out whom another knows.
                away = failed;
            }
        }

        return away is null ? null : throw away;
    }

    public async Task<ExternalLogin?> BeginAsync(string offer, Uri callback, string state, CancellationToken ct) =>
        PartOf(offer) is { } part ? await part.Inner.BeginAsync("", callback, state, ct) : null;

    public async Task<AuthenticatedUser?> AuthenticateAsync(ProviderAnswer answer, CancellationToken ct)
    {
        if (PartOf(answer.Offer) is not { } part || await part.Inner.AuthenticateAsync(answer with { Offer = "" }, ct) is not { } user)
            return null;
        return part.Judged(user, parts) ?? throw new LoginRefusedException(user.Refusal ?? "You may not sign in here.");
    }

    public async Task<Refresh> RefreshAsync(KnownUser user, CancellationToken ct)
    {
        var part = parts.FirstOrDefault(one => one.Entry.Prefix.Length > 0 && user.Name.StartsWith(one.Entry.Prefix, StringComparison.Ordinal))
            ?? parts.FirstOrDefault(one => one.Entry.Prefix.Length == 0);
        if (part is null || !part.Inner.Refreshes)
            return Refresh.Unchanged;
        var answer = await part.Inner.RefreshAsync(user with { Name = user.Name[part.Entry.Prefix.Length..] }, ct);
        if (answer is not Refresh.Renewed(var now))
            return answer;
        return part.Judged(now, parts) is { } judged ? new Refresh.Renewed(judged) : Refresh.SignInAgain;
    }

    public void Dispose()
    {
        foreach (var part in parts)
            (part.Inner as IDisposable)?.Dispose();
    }

    private static Part Made(IServiceProvider services, HubConfiguration configuration, MultiEntry entry)
    {
        var own = entry.Read();
        // What concerns the whole hub is configured for the whole hub.
        own = own with
        {
            Authenticator = own.Authenticator with
            {
                ManageGroups = configuration.Authenticator.ManageGroups,
                ManageRoles = configuration.Authenticator.ManageRoles,
                EnableAuthState = configuration.Authenticator.EnableAuthState,
            },
        };
        var names = new UserNames(own.Authenticator.UsernameMap, own.Authenticator.UsernamePattern);
        return new Part(entry, AuthenticatorChoice.Create(services, own, names), new LoginRules(own.Authenticator, names), names);
    }

    private Part? PartOf(string offer) => parts.FirstOrDefault(part => part.Entry.Id == offer);

    private sealed record Part(MultiEntry Entry, IAuthenticator Inner, LoginRules Rules, UserNames Names)
    {
        public LoginOffer Named(LoginOffer offer) => offer with
        {
            Id = Entry.Id,
            Label = Entry.ServiceName.Length > 0 ? Entry.ServiceName : offer.Label.Length > 0 ? offer.Label : Entry.Id,
        };

        /// <summary>The user under the name with the prefix; null where the rules of this part, or of the names, forbid it.</summary>
        public AuthenticatedUser? Judged(AuthenticatedUser user, IReadOnlyList<Part> all)
        {
            var name = Names.Normalize(user.Name);
            if (!Names.IsValid(name) || Rules.IsBlocked(name))
                return null;
            // Without a prefix of its own it must not be able to make a name of another's.
            if (Entry.Prefix.Length == 0 && all.Any(other => other.Entry.Prefix.Length > 0 && name.StartsWith(other.Entry.Prefix, StringComparison.Ordinal)))
                return null;
            return user with
            {
                Name = Entry.Prefix + name,
                Admin = Rules.IsAdmin(name) ? true : user.Admin,
                Allowed = user.Allowed || Rules.IsAllowed(name, known: false),
            };
        }
    }
}
