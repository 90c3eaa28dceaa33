using System.Diagnostics;
using System.DirectoryServices.Protocols;
using System.Net;
using Hub.Tests.Proxy.Tls;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Authenticators.Ldap;

/// <summary>A real slapd on two ports of the loopback interface, plain with StartTLS and LDAPS, with a few people in it.</summary>
internal sealed class Slapd : IAsyncDisposable
{
    public const string Base = "dc=example,dc=org";
    public const string People = "ou=people,dc=example,dc=org";
    public const string Searcher = "cn=searcher,dc=example,dc=org";
    public const string SearcherPassword = "search me";

    private const string Root = "cn=root,dc=example,dc=org";
    private const string RootPassword = "nobody else";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-slapd-");
    private readonly Process process;

    private Slapd()
    {
        var program = Peers.Need("slapd", "slapd");
        var (cert, key) = Certificates.Issue("server", "127.0.0.1");
        foreach (var file in new[] { cert, key, Certificates.Authority })
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        var database = folder.CreateSubdirectory("db");
        var configuration = Path.Combine(folder.FullName, "slapd.conf");
        File.WriteAllText(configuration, Configuration(database.FullName));
        string[] unprivileged = [];
        if (Environment.IsPrivilegedProcess)
        {
            unprivileged = ["-u", "nobody", "-g", "nogroup"];
            Run("chown", "-R", "nobody", folder.FullName);
        }

        process = Process.Start(new ProcessStartInfo(
            program, ["-d", "0", "-f", configuration, "-h", $"ldap://127.0.0.1:{Port} ldaps://127.0.0.1:{TlsPort}", .. unprivileged]))!;
    }

    public TestCertificates Certificates { get; } = new();

    public int Port { get; } = FreePort.Next();

    public int TlsPort { get; } = FreePort.Next();

    public static async Task<Slapd> StartAsync()
    {
        var slapd = new Slapd();
        try
        {
            await Eventually.True(() => !slapd.process.HasExited && slapd.TryFill());
            return slapd;
        }
        catch
        {
            await slapd.DisposeAsync();
            throw;
        }
    }

    public static string Person(string name) => $"uid={name},{People}";

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Certificates.Dispose();
        folder.Delete(recursive: true);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        run.WaitForExit();
        run.ExitCode.ShouldBe(0);
    }

    private bool TryFill()
    {
        using var connection = new LdapConnection(new LdapDirectoryIdentifier("127.0.0.1", Port)) { AuthType = AuthType.Basic };
        connection.SessionOptions.ProtocolVersion = 3;
        try
        {
            connection.Bind(new NetworkCredential(Root, RootPassword));
        }
        catch (LdapException)
        {
            return false;
        }

        foreach (var entry in Entries())
            connection.SendRequest(entry);
        return true;
    }

    private static IEnumerable<AddRequest> Entries()
    {
        yield return Entry(Base, ("objectClass", "organization dcObject"), ("o", "Example"), ("dc", "example"));
        yield return Entry(People, ("objectClass", "organizationalUnit"));
        yield return Entry($"ou=staff,{Base}", ("objectClass", "organizationalUnit"));
        yield return Entry(Searcher, ("objectClass", "organizationalRole simpleSecurityObject"), ("userPassword", SearcherPassword));
        yield return Somebody(Person("ann"), "ann", "Ann", "ann's own", "ann@example.org");
        yield return Somebody(Person("bob"), "bob", "Bob", "bob's own", "shared@example.org");
        yield return Somebody($"uid=cas,ou=staff,{Base}", "cas", "Cas", "cas's own", "shared@example.org");
        yield return Somebody(@"cn=Dee\2C Dr.,ou=people,dc=example,dc=org", "dee", "Dee, Dr.", "dee's own", "dee@example.org");
        yield return Somebody(@"uid=o\,dd (x)*,ou=people,dc=example,dc=org", "o,dd (x)*", "Odd", "odd's own", "odd@example.org");
        yield return Entry($"cn=team,{Base}", ("objectClass", "groupOfNames"), ("member", Person("ann")));
        yield return Entry($"cn=posix,{Base}", ("objectClass", "posixGroup"), ("gidNumber", "1000"), ("memberUid", "bob"));
    }

    private static AddRequest Somebody(string entry, string uid, string name, string password, string mail)
    {
        var request = Entry(entry, ("objectClass", "inetOrgPerson"));
        request.Attributes.Add(new DirectoryAttribute("uid", uid));
        request.Attributes.Add(new DirectoryAttribute("cn", name));
        request.Attributes.Add(new DirectoryAttribute("sn", name));
        request.Attributes.Add(new DirectoryAttribute("mail", mail));
        request.Attributes.Add(new DirectoryAttribute("userPassword", password));
        return request;
    }

    private static AddRequest Entry(string entry, params (string Name, string Value)[] attributes) => new(entry, [.. attributes.Select(
        attribute => attribute.Name == "objectClass"
            ? new DirectoryAttribute(attribute.Name, [.. attribute.Value.Split(' ').Cast<object>()])
            : new DirectoryAttribute(attribute.Name, attribute.Value))]);

    private string Configuration(string database) =>
        $"""
         include /etc/ldap/schema/core.schema
         include /etc/ldap/schema/cosine.schema
         include /etc/ldap/schema/nis.schema
         include /etc/ldap/schema/inetorgperson.schema
         modulepath /usr/lib/ldap
         moduleload back_mdb
         pidfile {folder.FullName}/slapd.pid
         TLSCACertificateFile {folder.FullName}/ca.pem
         TLSCertificateFile {folder.FullName}/server.crt
         TLSCertificateKeyFile {folder.FullName}/server.key
         database mdb
         suffix "{Base}"
         rootdn "{Root}"
         rootpw "{RootPassword}"
         directory {database}
         access to attrs=userPassword by anonymous auth by * none
         access to * by users read by anonymous auth

         """;
}
