using System.Runtime.InteropServices;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>The calls of libpam.</summary>
internal static class LibPam
{
    public const int Success = 0;
    public const int BufferError = 5;
    public const int UserUnknown = 10;
    public const int ConversationError = 19;

    public const int Silent = 0x8000;

    /// <summary>An account without a password is nobody's.</summary>
    public const int DisallowEmptyPassword = 1;


    public const int PromptHidden = 1;
    public const int PromptShown = 2;
    public const int ErrorMessage = 3;
    public const int TextMessage = 4;

    public delegate int ConversationCall(int count, nint messages, nint responses, nint data);

    [DllImport("libpam.so.0", EntryPoint = "pam_start")]
    public static extern int Start(byte[] service, byte[] user, in Conversation conversation, out nint handle);

    [DllImport("libpam.so.0", EntryPoint = "pam_end")]
    public static extern int End(nint handle, int status);

    [DllImport("libpam.so.0", EntryPoint = "pam_authenticate")]
    public static extern int Authenticate(nint handle, int flags);

    [DllImport("libpam.so.0", EntryPoint = "pam_acct_mgmt")]
    public static extern int CheckAccount(nint handle, int flags);

    [DllImport("libpam.so.0", EntryPoint = "pam_open_session")]
    public static extern int OpenSession(nint handle, int flags);

    [DllImport("libpam.so.0", EntryPoint = "pam_close_session")]
    public static extern int CloseSession(nint handle, int flags);

    [DllImport("libpam.so.0", EntryPoint = "pam_strerror")]
    public static extern nint ErrorText(nint handle, int error);

    // The library frees the answers with its own allocator, so they have to come from there.
    [DllImport("libc", EntryPoint = "calloc")]
    public static extern nint Allocate(nint count, nint size);

    [DllImport("libc", EntryPoint = "free")]
    public static extern void Free(nint memory);

    /// <summary><c>struct pam_conv</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Conversation
    {
        public nint Function;
        public nint Data;
    }

    /// <summary><c>struct pam_message</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Style;
        public nint Text;
    }

    /// <summary><c>struct pam_response</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Response
    {
        public nint Text;
        public int Code;
    }
}
