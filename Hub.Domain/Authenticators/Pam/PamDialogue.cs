using System.Text;
using Hub.Domain.Authenticators.Local;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>What the hub has to say to PAM, each deed one transaction. The calls block.</summary>
internal sealed class PamDialogue
{
    private readonly PamOptions options;
    private readonly Encoding encoding;
    private readonly byte[] service;

    public PamDialogue(PamOptions options)
    {
        this.options = options;
        var known = options.Encoding switch
        {
            "utf8" or "utf-8" => "utf-8",
            "ascii" => "us-ascii",
            _ => "iso-8859-1",
        };
        // A letter that the encoding lacks must not turn into another one: that could be somebody else's name.
        encoding = Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        service = encoding.GetBytes(options.Service);
    }

    /// <returns>The name of the account that was proven.</returns>
    /// <exception cref="PamException">The account is not theirs, or may not be used.</exception>
    public string Authenticate(string name, string password, string? otp)
    {
        var user = Bytes(name);
        using var transaction = new PamTransaction(service, user, new PamConversation(Bytes(password), otp is null ? null : Bytes(otp)));
        transaction.Authenticate();
        if (options.CheckAccount)
            transaction.CheckAccount();
        return options.PamNormalizeUsername ? Canonical(name) : name;
    }

    public void OpenSession(string name)
    {
        using var transaction = new PamTransaction(service, Bytes(name), new PamConversation([], null));
        transaction.OpenSession();
    }

    public void CloseSession(string name)
    {
        using var transaction = new PamTransaction(service, Bytes(name), new PamConversation([], null));
        transaction.CloseSession();
    }

    private static string Canonical(string name)
    {
        var canonical = UnixAccounts.Find(name) is { } account && UnixAccounts.Find(account.Uid) is { } own
            ? own.Name
            : throw new PamException("PAM knows the account, but the machine's directory of accounts does not", LibPam.UserUnknown);
        // The hub's names are lower case: it would take this account for the one that is really called so.
        return canonical == canonical.ToLowerInvariant()
            ? canonical
            : throw new PamException($"The machine calls the account {QuotedName.Of(canonical)}, and names with capitals cannot be kept", LibPam.UserUnknown);
    }

    private byte[] Bytes(string text)
    {
        if (text.Contains('\0'))
            throw new PamException("The name or password holds a zero character, which PAM cannot be told", LibPam.ConversationError);
        try
        {
            return encoding.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new PamException($"The name or password cannot be written in {options.Encoding}", LibPam.ConversationError);
        }
    }
}
