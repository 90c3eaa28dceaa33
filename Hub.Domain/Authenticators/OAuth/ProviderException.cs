namespace Hub.Domain.Authenticators.OAuth;

/// <summary>A provider that cannot be reached or answers nonsense; nobody's login can be decided meanwhile.</summary>
public sealed class ProviderException(string message) : Errors.HubException(message);
