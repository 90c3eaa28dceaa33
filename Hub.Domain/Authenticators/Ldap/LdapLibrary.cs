using System.Runtime.InteropServices;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>
/// Sets for every connection what .NET's own classes cannot: how long the library waits for a server, and that it insists on a good
/// certificate even where the machine's ldap.conf does not.
/// </summary>
internal static class LdapLibrary
{
    private const int TimeoutOption = 0x5002;
    private const int NetworkTimeoutOption = 0x5005;
    private const int RequireCertificateOption = 0x6006;
    private const int DemandCertificate = 2;

    // The names .NET looks for, so that it is the same copy of the library.
    private static readonly string[] s_names = ["libldap-2.5.so.0", "libldap-2.6.so.0", "libldap.so.2", "libldap-2.4.so.2"];
    private static readonly Lazy<string?> s_problem = new(Prepare);

    private delegate int SetOption(nint connection, int option, nint value);

    /// <exception cref="LoginUnavailableException">The library is not there.</exception>
    public static void Ready()
    {
        if (s_problem.Value is { } problem)
            throw new LoginUnavailableException(problem);
    }

    private static string? Prepare()
    {
        var library = s_names.Select(name => NativeLibrary.TryLoad(name, out var found) ? found : 0).FirstOrDefault(found => found != 0);
        if (library == 0)
            return $"The LDAP library of OpenLDAP is not installed ({string.Join(", ", s_names)})";
        var set = Marshal.GetDelegateForFunctionPointer<SetOption>(NativeLibrary.GetExport(library, "ldap_set_option"));
        var value = Marshal.AllocHGlobal(16);
        try
        {
            Marshal.WriteInt64(value, 0, (long)LdapSession.Patience.TotalSeconds);
            Marshal.WriteInt64(value, 8, 0);
            var failed = set(0, NetworkTimeoutOption, value) != 0 | set(0, TimeoutOption, value) != 0;
            Marshal.WriteInt32(value, DemandCertificate);
            failed |= set(0, RequireCertificateOption, value) != 0;
            return failed ? "The LDAP library does not take the options the hub needs" : null;
        }
        finally
        {
            Marshal.FreeHGlobal(value);
        }
    }
}
