using Hub.Domain.Errors;

namespace Hub.Api.Wire;

/// <summary>
/// Keeps the one character out that PostgreSQL cannot keep. It must not come as far as that: the driver mixes up the answers of its
/// connection after an error while it prepares a statement, and the next one to use the connection would get those of somebody else.
/// </summary>
public static class ZeroByte
{
    public const string Refusal = "Text must not contain the NUL character";

    /// <exception cref="InvalidInputException">It holds one.</exception>
    public static string Refuse(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidInputException(Refusal) : text;
}
