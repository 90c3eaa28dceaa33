namespace Hub.Domain.Servers;

/// <summary>A hook said no, or could not be asked; the message is what it said, without characters that nobody can see.</summary>
internal sealed class HookFailedException(string message, Exception? inner = null)
    : Exception(string.Concat(message.Where(letter => !char.IsControl(letter))), inner);
