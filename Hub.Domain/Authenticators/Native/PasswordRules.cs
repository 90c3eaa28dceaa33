using Hub.Domain.Errors;

namespace Hub.Domain.Authenticators.Native;

/// <summary>Which passwords may be set.</summary>
public sealed class PasswordRules(NativeOptions options)
{
    /// <exception cref="InvalidInputException">It may not be set; the message says why.</exception>
    public void Check(string name, string password)
    {
        if (password.Length < options.MinimumPasswordLength)
            throw new InvalidInputException($"The password must have at least {options.MinimumPasswordLength} characters.");
        if (password.Length > PasswordHashing.Longest)
            throw new InvalidInputException($"The password may have {PasswordHashing.Longest} characters at most.");
        if (password.Contains('\0') || string.IsNullOrWhiteSpace(password))
            throw new InvalidInputException("The password must hold something else than blanks.");
        if (options.CheckCommonPassword && CommonPasswords.Has(name, password))
            throw new InvalidInputException("The password is too common; others would guess it.");
    }

    /// <exception cref="InvalidInputException">They differ.</exception>
    public static void CheckSame(string password, string confirmation)
    {
        if (password != confirmation)
            throw new InvalidInputException("The two passwords are not the same.");
    }
}
