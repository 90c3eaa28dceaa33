using Hub.Domain.Errors;

namespace Hub.Api.Wire;

/// <summary>
/// Keeps the one character out that PostgreSQL cannot keep. It must not come as far as that: after a value that is refused while a statement
/// is being prepared, the driver fails the next use of that statement on the same connection, which is somebody else's.
/// </summary>
public static class ZeroByte
{
    public const string Refusal = "Text must not contain the NUL character";

    /// <exception cref="InvalidInputException">It holds one.</exception>
    public static string Refuse(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidInputException(Refusal) : text;
}
