using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators;

/// <summary>A user as the authenticator left them.</summary>
/// <param name="Name">As it is kept.</param>
/// <param name="AuthState">What the authenticator wanted kept; null where nothing is kept.</param>
public sealed record KnownUser(string Name, JsonObject? AuthState)
{
    /// <summary>Never the state, which holds tokens.</summary>
    public override string ToString() => $"{nameof(KnownUser)} {Name}";
}
