namespace Hub.Domain.Authenticators.Pam;

/// <summary>PAM said no, or could not say anything.</summary>
/// <param name="code">PAM's number for the reason.</param>
internal sealed class PamException(string message, int code) : Exception($"{message} (PAM {code})");
