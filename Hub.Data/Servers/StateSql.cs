using Hub.Domain.Servers;

namespace Hub.Data.Servers;

/// <summary>The states of the state machine as SQL, so that no statement knows a transition of its own.</summary>
internal static class StateSql
{
    public const string NoSpawnerState = "'{}'";

    public static readonly string UnderLease = From(ServerEvent.StartUndone);

    /// <summary>The states a transition begins in, as a list to stand after <c>IN</c>.</summary>
    public static string From(ServerEvent happens) =>
        $"({string.Join(", ", ServerTransitions.Of(happens).From.Select(Quoted))})";

    /// <summary>The state a transition leads to.</summary>
    public static string To(ServerEvent happens) => Quoted(ServerTransitions.Of(happens).State);

    private static string Quoted(ServerState state) => $"'{state.ToString().ToLowerInvariant()}'";
}
