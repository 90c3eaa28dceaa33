namespace Hub.Domain.Servers;

/// <summary>A hook said no, or could not be asked; the message is what it said.</summary>
internal sealed class HookFailedException(string message, Exception? inner = null) : Exception(message, inner);
