namespace Hub.Domain.Errors;

/// <summary>What was asked for clashes with what is already there.</summary>
public sealed class ConflictException(string message) : HubException(message);
