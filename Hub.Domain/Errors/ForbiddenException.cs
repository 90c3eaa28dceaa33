namespace Hub.Domain.Errors;

/// <summary>The caller is known, or is not, but in either case may not do this.</summary>
public sealed class ForbiddenException(string message) : HubException(message);
