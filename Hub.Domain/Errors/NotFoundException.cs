namespace Hub.Domain.Errors;

/// <summary>What was named does not exist, or the caller may not know that it does.</summary>
public sealed class NotFoundException(string message) : HubException(message);
