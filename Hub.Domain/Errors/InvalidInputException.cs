namespace Hub.Domain.Errors;

/// <summary>The request itself is wrong; the message names what and, where it helps, what is allowed.</summary>
public sealed class InvalidInputException(string message) : HubException(message);
