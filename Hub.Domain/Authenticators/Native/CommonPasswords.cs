namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Knows the passwords that are guessed first: the words people use everywhere, put together for this program, with digits or signs
/// around them; rows on a keyboard; one letter many times; and the own name.
/// </summary>
public static class CommonPasswords
{
    private static readonly HashSet<string> s_words =
    [
        .. """
           password passwort passw0rd p@ssword p@ssw0rd pass pwd secret secrets geheim letmein welcome willkommen hello hallo bonjour
           admin administrator root superuser user guest gast login logon access test testing tester demo default changeme change
           jupyter jupyterhub notebook python student students teacher school university college class course lecture research
           iloveyou love loveyou lovely sunshine princess prince dragon monkey tiger lion eagle shadow master killer hunter ranger
           football baseball basketball soccer hockey fussball golf tennis chelsea arsenal liverpool barcelona juventus
           superman batman spiderman pokemon starwars matrix trustno jordan michael daniel thomas robert charlie george andrew
           jessica jennifer michelle ashley nicole hannah amanda summer winter spring autumn sommer january monday friday
           flower butterfly cookie chocolate cheese banana orange apple pepper ginger coffee pizza computer internet samsung google
           facebook microsoft windows linux ubuntu debian oracle mysql postgres database server freedom whatever nothing something
           mustang ferrari porsche mercedes corvette harley yamaha qazwsx asdf zxcv qwer abcd abcdef abc azerty qwertz qwerty
           hottie babygirl baby family friends mother father sister brother purple silver golden diamond angel heaven jesus
           """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly string[] s_rows =
    [
        "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p",
    ];

    public static bool Has(string name, string password)
    {
        var text = password.ToLowerInvariant();
        var core = text.Trim([.. "0123456789!?.,;:#*+-_$%&@ "]);
        return core.Length == 0 ? IsDull(text) : s_words.Contains(core) || s_words.Contains(Letters(core)) || IsDull(text) || IsDull(core)
            || core == name.ToLowerInvariant() || Letters(core) == Letters(name.ToLowerInvariant());
    }

    /// <summary>A row of keys, forwards or backwards, one sign many times, or one piece again and again.</summary>
    private static bool IsDull(string text)
    {
        if (text.Distinct().Count() <= 2)
            return true;
        var backwards = new string([.. text.Reverse()]);
        if (s_rows.Any(row => row.Contains(text, StringComparison.Ordinal) || row.Contains(backwards, StringComparison.Ordinal)))
            return true;
        return Enumerable.Range(2, 3).Any(size => text.Length >= 2 * size
            && text.Chunk(size).All(piece => text.StartsWith(new string(piece), StringComparison.Ordinal)));
    }

    /// <summary>With the digits and signs that stand for letters read as these.</summary>
    private static string Letters(string text) => text
        .Replace('0', 'o').Replace('1', 'i').Replace('3', 'e').Replace('4', 'a').Replace('5', 's').Replace('7', 't').Replace('@', 'a').Replace('$', 's');
}
