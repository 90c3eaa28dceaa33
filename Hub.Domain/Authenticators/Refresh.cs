namespace Hub.Domain.Authenticators;

/// <summary>What an authenticator says when it is asked about a user again.</summary>
public abstract record Refresh
{
    private Refresh()
    {
    }

    /// <summary>All is as it was.</summary>
    public static Refresh Unchanged { get; } = new NothingNew();

    /// <summary>The login is over; the user has to sign in again.</summary>
    public static Refresh SignInAgain { get; } = new Over();

    /// <summary>The user is still who they were, and this is what is known of them now.</summary>
    public sealed record Renewed(AuthenticatedUser User) : Refresh;

    private sealed record NothingNew : Refresh;

    private sealed record Over : Refresh;
}
