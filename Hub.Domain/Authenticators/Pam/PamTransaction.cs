using System.Runtime.InteropServices;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>One dealing with PAM from start to end, on one thread.</summary>
internal sealed class PamTransaction : IDisposable
{
    private readonly GCHandle conversation;
    private readonly nint handle;
    private int status;

    /// <param name="service">The file in /etc/pam.d.</param>
    /// <param name="user">The account, in PAM's encoding.</param>
    /// <exception cref="PamException">PAM could not even begin.</exception>
    public PamTransaction(byte[] service, byte[] user, PamConversation answers)
    {
        conversation = GCHandle.Alloc(answers);
        status = LibPam.Start(
            Terminated(service), Terminated(user),
            new LibPam.Conversation { Function = PamConversation.Function, Data = GCHandle.ToIntPtr(conversation) }, out handle);
        if (status == LibPam.Success)
            return;
        conversation.Free();
        throw new PamException("PAM could not be started", status);
    }

    /// <exception cref="PamException">The password is not theirs.</exception>
    public void Authenticate() =>
        Check(LibPam.Authenticate(handle, LibPam.Silent | LibPam.DisallowEmptyPassword), "Authentication");

    /// <exception cref="PamException">The account may not be used.</exception>
    public void CheckAccount() => Check(LibPam.CheckAccount(handle, LibPam.Silent | LibPam.DisallowEmptyPassword), "The account check");

    public void OpenSession() => Check(LibPam.OpenSession(handle, LibPam.Silent), "Opening a session");

    public void CloseSession() => Check(LibPam.CloseSession(handle, LibPam.Silent), "Closing a session");

    public void Dispose()
    {
        _ = LibPam.End(handle, status);
        conversation.Free();
    }

    private static byte[] Terminated(byte[] text) => [.. text, 0];

    private void Check(int result, string deed)
    {
        status = result;
        if (result != LibPam.Success)
            throw new PamException($"{deed} failed: {Marshal.PtrToStringUTF8(LibPam.ErrorText(handle, result))}", result);
    }
}
