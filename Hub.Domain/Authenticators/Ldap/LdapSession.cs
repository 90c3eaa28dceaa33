using System.DirectoryServices.Protocols;
using System.Net;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>One connection to a directory, encrypted as configured, and bound as somebody or as nobody. The calls block.</summary>
internal sealed class LdapSession : IDisposable
{
    /// <summary>How long a server may take to answer anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int ServerDown = 81;
    private const int LocalError = 82;
    private const int TimedOut = 85;
    private const int ConnectFailed = 91;

    private readonly LdapConnection connection;

    private LdapSession(LdapConnection connection) => this.connection = connection;

    /// <summary>Connects to the first server that can be reached, and binds.</summary>
    /// <param name="name">Null binds as nobody.</param>
    /// <returns>Null when the directory refuses the name or the password.</returns>
    /// <exception cref="LoginUnavailableException">No server could be reached, or none in the way that is configured.</exception>
    public static LdapSession? Bind(LdapOptions options, string? trusted, string? name, string? password)
    {
        LdapLibrary.Ready();
        LdapException? last = null;
        foreach (var address in options.ServerAddress)
        {
            var session = new LdapSession(new LdapConnection(
                new LdapDirectoryIdentifier(address, options.Port, fullyQualifiedDnsHostName: true, connectionless: false)));
            try
            {
                session.Encrypt(options.TlsStrategy, trusted);
                return session.Authenticate(name, password);
            }
            catch (LdapException failed) when (IsOutage(failed.ErrorCode))
            {
                session.Dispose();
                last = failed;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }

        throw new LoginUnavailableException(
            $"None of the LDAP servers {string.Join(", ", options.ServerAddress)} can be used on port {options.Port}: {last?.Message}", last);
    }

    /// <summary>The entries a search finds; of many only two, which is enough to know that there is not one.</summary>
    public IReadOnlyList<SearchResultEntry> Search(string at, SearchScope scope, string filter, params string[] attributes)
    {
        // "1.1" asks for no attributes; an empty list would ask for all.
        var request = new SearchRequest(at, filter, scope, attributes.Length == 0 ? ["1.1"] : attributes) { SizeLimit = 2 };
        try
        {
            return [.. ((SearchResponse)connection.SendRequest(request, Patience)).Entries.Cast<SearchResultEntry>()];
        }
        catch (DirectoryOperationException some) when (some.Response is SearchResponse { ResultCode: ResultCode.SizeLimitExceeded } found)
        {
            return [.. found.Entries.Cast<SearchResultEntry>()];
        }
        catch (DirectoryOperationException none) when (none.Response?.ResultCode is ResultCode.NoSuchObject or ResultCode.InsufficientAccessRights)
        {
            return [];
        }
        catch (LdapException failed)
        {
            throw new LoginUnavailableException($"The LDAP server did not answer a search: {failed.Message}", failed);
        }
    }

    public void Dispose() => connection.Dispose();

    private static bool IsOutage(int code) => code is ServerDown or LocalError or TimedOut or ConnectFailed or < 0;

    private void Encrypt(LdapTlsStrategy strategy, string? trusted)
    {
        var session = connection.SessionOptions;
        session.ProtocolVersion = 3;
        // Another server, named by this one, must not be sent the password.
        session.ReferralChasing = ReferralChasingOptions.None;
        connection.AutoBind = false;
        connection.Timeout = Patience;
        if (strategy == LdapTlsStrategy.Insecure)
            return;
        if (trusted is not null)
        {
            session.TrustedCertificatesDirectory = trusted;
            session.StartNewTlsSessionContext();
        }

        if (strategy == LdapTlsStrategy.OnConnect)
            session.SecureSocketLayer = true;
        else
            StartTls();
    }

    private void StartTls()
    {
        try
        {
            // The library opens the connection with the first operation, and StartTLS must not be that one.
            connection.AuthType = AuthType.Anonymous;
            connection.Bind();
        }
        catch (LdapException refused) when (!IsOutage(refused.ErrorCode))
        {
            // The server wants no anonymous visitors, but it has answered, so the connection is open.
        }

        try
        {
            connection.SessionOptions.StartTransportLayerSecurity(null);
        }
        catch (Exception failed) when (failed is TlsOperationException or DirectoryOperationException)
        {
            throw new LoginUnavailableException($"The LDAP server does not take StartTLS: {failed.Message}", failed);
        }
    }

    private LdapSession? Authenticate(string? name, string? password)
    {
        connection.AuthType = name is null ? AuthType.Anonymous : AuthType.Basic;
        try
        {
            if (name is null)
                connection.Bind();
            else
                connection.Bind(new NetworkCredential(name, password));
            return this;
        }
        catch (LdapException refused) when (!IsOutage(refused.ErrorCode))
        {
            Dispose();
            return null;
        }
        catch (DirectoryOperationException)
        {
            Dispose();
            return null;
        }
    }
}
