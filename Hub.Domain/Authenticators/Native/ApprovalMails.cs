using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Sends the mails with which owners of new accounts activate them, one after the other and never within a request: how long it takes
/// would tell whether a name was free. What cannot be sent is logged; the account waits for an administrator as any other.
/// </summary>
public sealed class ApprovalMails : IAsyncDisposable
{
    private const int MostWaiting = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NativeOptions options;
    private readonly ILogger<ApprovalMails> log;
    private readonly Channel<Mail> waiting = Channel.CreateBounded<Mail>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource leaving = new();
    private readonly Lazy<Task> sending;

    public ApprovalMails(NativeRealm realm, ILogger<ApprovalMails> log)
    {
        (options, this.log) = (realm.Options, log);
        sending = new Lazy<Task>(() => Task.Run(SendAllAsync));
    }

    /// <summary>Puts a mail in line.</summary>
    /// <param name="account">Whose account it is about, for the log.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="link">What activates the account.</param>
    public void Send(string account, string address, string link)
    {
        _ = sending.Value;
        if (!waiting.Writer.TryWrite(new Mail(account, address, link)))
            log.LogError("The mail to activate the account {User} is not sent: {Count} others wait already", QuotedName.Of(account), MostWaiting);
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await leaving.CancelAsync();
        if (sending.IsValueCreated)
            await sending.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        leaving.Dispose();
    }

    private async Task SendAllAsync()
    {
        await foreach (var mail in waiting.Reader.ReadAllAsync(leaving.Token))
        {
            try
            {
                using var bounded = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token);
                bounded.CancelAfter(Patience);
                await SendAsync(mail, bounded.Token);
                log.LogInformation("The mail to activate the account {User} is sent", QuotedName.Of(mail.Account));
            }
            catch (Exception failed) when (!leaving.IsCancellationRequested)
            {
                log.LogError("The mail to activate the account {User} could not be sent: {Reason}", QuotedName.Of(mail.Account), failed.Message);
            }
        }
    }

    private async Task SendAsync(Mail mail, CancellationToken ct)
    {
        var server = ApprovalServer.Of(options.SelfApprovalServer);
        using var client = new SmtpClient { ServerCertificateValidationCallback = server.Authorities is { } file ? Trusting(file) : null };
        await client.ConnectAsync(server.Host, server.Port, Encryption(server.Encryption), ct);
        if (server.User is not null)
            await client.AuthenticateAsync(server.User, server.Password ?? "", ct);
        using var message = Written(mail);
        await client.SendAsync(message, ct);
        await client.DisconnectAsync(quit: true, ct);
    }

    private MimeMessage Written(Mail mail)
    {
        var message = new MimeMessage { Subject = options.SelfApprovalEmail[1] };
        message.From.Add(MailboxAddress.Parse(options.SelfApprovalEmail[0]));
        message.To.Add(new MailboxAddress("", mail.Address));
        message.Body = new TextPart("plain") { Text = options.SelfApprovalEmail[2].Replace(NativeOptions.LinkInMail, mail.Link, StringComparison.Ordinal) };
        return message;
    }

    private static SecureSocketOptions Encryption(MailEncryption encryption) => encryption switch
    {
        MailEncryption.AtOnce => SecureSocketOptions.SslOnConnect,
        MailEncryption.AfterGreeting => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };

    private static RemoteCertificateValidationCallback Trusting(string file) => (_, certificate, _, errors) =>
    {
        if (certificate is not X509Certificate2 known || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        return chain.Build(known);
    };

    private sealed record Mail(string Account, string Address, string Link)
    {
        /// <summary>Never the link: records print themselves into logs.</summary>
        public override string ToString() => nameof(Mail);
    }
}
