using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Hub.Tests.Support;

/// <summary>A small mail server (RFC 5321) on a port of its own that keeps what it is given, by TLS from the start or by STARTTLS where it has a certificate.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? certificate;
    private readonly bool encryptsAtOnce;
    private readonly CancellationTokenSource ending = new();
    private readonly List<string> mails = [];
    private readonly List<string> logins = [];
    private readonly Task serving;

    public MailServer(X509Certificate2? certificate = null, bool encryptsAtOnce = false)
    {
        (this.certificate, this.encryptsAtOnce) = (certificate, encryptsAtOnce);
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Each mail with its envelope before it.</summary>
    public IReadOnlyList<string> Mails
    {
        get
        {
            lock (mails)
                return [.. mails];
        }
    }

    /// <summary>Who signed in, as name and password, and whether that was encrypted.</summary>
    public IReadOnlyList<string> Logins
    {
        get
        {
            lock (mails)
                return [.. logins];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(ending.Token);
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is IOException or System.Security.Authentication.AuthenticationException)
            {
                TestContext.Progress.WriteLine($"A client of the mail server went: {gone.Message}");
            }
        }
    }

    private async Task TalkAsync(Stream wire)
    {
        var encrypted = encryptsAtOnce;
        if (encrypted)
            wire = await EncryptedAsync(wire);
        await SayAsync(wire, "220 mail.example ESMTP");
        var envelope = new StringBuilder();
        while (await ReadLineAsync(wire) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(wire, certificate is not null && !encrypted ? "250-mail.example\r\n250 STARTTLS" : "250-mail.example\r\n250 AUTH PLAIN");
                    break;
                case "STARTTLS":
                    await SayAsync(wire, "220 Go ahead");
                    (wire, encrypted) = (await EncryptedAsync(wire), true);
                    break;
                case "AUTH":
                    lock (mails)
                        logins.Add(Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Replace('\0', ' ').Trim() + (encrypted ? "" : " in clear"));
                    await SayAsync(wire, "235 Welcome");
                    break;
                case "MAIL" or "RCPT":
                    envelope.AppendLine(line);
                    await SayAsync(wire, "250 OK");
                    break;
                case "DATA":
                    await SayAsync(wire, "354 Go ahead");
                    while (await ReadLineAsync(wire) is { } text && text != ".")
                        envelope.AppendLine(text);
                    lock (mails)
                        mails.Add(envelope.ToString());
                    await SayAsync(wire, "250 Kept");
                    break;
                case "QUIT":
                    await SayAsync(wire, "221 Bye");
                    return;
                default:
                    await SayAsync(wire, "502 No such command");
                    break;
            }
        }
    }

    private async Task<Stream> EncryptedAsync(Stream wire)
    {
        var stream = new SslStream(wire);
        await stream.AuthenticateAsServerAsync(certificate!);
        return stream;
    }

    private static async Task SayAsync(Stream wire, string words) => await wire.WriteAsync(Encoding.ASCII.GetBytes(words + "\r\n"));

    /// <summary>Byte by byte, so that nothing of what is encrypted later is read too early.</summary>
    private static async Task<string?> ReadLineAsync(Stream wire)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await wire.ReadAsync(one) > 0)
        {
            if (one[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }
}
