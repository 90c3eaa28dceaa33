using System.Runtime.InteropServices;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>
/// Answers what PAM's modules ask: the first hidden question with the password, the next question with the one-time password.
/// Whoever asks for more gets none of it a second time.
/// </summary>
internal sealed class PamConversation(byte[] password, byte[]? otp)
{
    // Kept for as long as the program runs, because native code holds on to it.
    private static readonly LibPam.ConversationCall s_call = Answer;
    private static readonly nint s_function = Marshal.GetFunctionPointerForDelegate(s_call);

    private bool passwordGiven;
    private bool otpGiven;

    public static nint Function => s_function;

    private byte[]? AnswerTo(int style)
    {
        if (style is LibPam.ErrorMessage or LibPam.TextMessage)
            return [];
        if (style == LibPam.PromptHidden && !passwordGiven)
        {
            passwordGiven = true;
            return password;
        }

        if (style is not (LibPam.PromptHidden or LibPam.PromptShown) || otpGiven)
            return null;
        otpGiven = true;
        return otp;
    }

    /// <summary>Runs inside a call of libpam, which no exception may cross.</summary>
    private static int Answer(int count, nint messages, nint responses, nint data)
    {
        if (count is <= 0 or > 32 || GCHandle.FromIntPtr(data).Target is not PamConversation conversation)
            return LibPam.ConversationError;
        var size = Marshal.SizeOf<LibPam.Response>();
        var answers = LibPam.Allocate(count, size);
        if (answers == 0)
            return LibPam.BufferError;
        for (var i = 0; i < count; i++)
        {
            var message = Marshal.PtrToStructure<LibPam.Message>(Marshal.ReadIntPtr(messages, i * nint.Size));
            if (conversation.AnswerTo(message.Style) is not { } text || Copy(text) is not (not 0 and var copy))
            {
                Free(answers, i, size);
                return LibPam.ConversationError;
            }

            Marshal.StructureToPtr(new LibPam.Response { Text = copy }, answers + (i * size), fDeleteOld: false);
        }

        Marshal.WriteIntPtr(responses, answers);
        return LibPam.Success;
    }

    private static nint Copy(byte[] text)
    {
        var copy = LibPam.Allocate(text.Length + 1, 1);
        if (copy != 0)
            Marshal.Copy(text, 0, copy, text.Length);
        return copy;
    }

    private static void Free(nint answers, int count, int size)
    {
        for (var i = 0; i < count; i++)
            LibPam.Free(Marshal.PtrToStructure<LibPam.Response>(answers + (i * size)).Text);
        LibPam.Free(answers);
    }
}
