namespace Hub.Domain.Configuration.Traits;

/// <summary>A class of traits: its parent, and the names it may be chosen by.</summary>
/// <param name="Name">The name sections of the configuration have.</param>
/// <param name="Parent">The class whose traits it has too.</param>
/// <param name="Alias">The short name, for classes that can be chosen; null for the rest.</param>
/// <param name="OtherNames">Further names, Python class paths among them.</param>
/// <param name="IsReady">Whether the hub has it already.</param>
public sealed record TraitClassInfo(string Name, string? Parent, string? Alias, IReadOnlyList<string> OtherNames, bool IsReady);
