using System.Reflection;

namespace Hub.Tests.Security;

/// <summary>
/// The published advisories of JupyterHub and what goes with it. Each has a test, marked with its id, that the same mistake is not
/// made here. Three are about programs the hub is not, so the test is about what the hub has in their place: DockerSpawner's images
/// (what users choose changes only what the operator lists), LTI's nonces (what an outsider sends before proving anything is kept
/// nowhere or in a bounded table), and jupyter-server's and jupyter-server-proxy's own checks (the hub's patterns, and requests to
/// change protocols).
/// </summary>
public sealed class AdvisoryListTests
{
    /// <summary>By id: where it was, and what went wrong.</summary>
    public static readonly IReadOnlyDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["GHSA-c4gm-pwx9-9w8j"] = "JupyterHub: next broke out of its attribute on the page that accepts a share",
        ["GHSA-69wv-m5fw-2fhp"] = "JupyterHub: a filtered scope let in where there was nothing to filter",
        ["CVE-2026-54338"] = "JupyterHub: unbounded names of failed logins in the log",
        ["CVE-2026-40864"] = "JupyterHub: no-cors requests skipped the proof against forged ones",
        ["CVE-2026-33709"] = "JupyterHub: slashes in next led to other hosts",
        ["CVE-2019-10255"] = "JupyterHub: next led to other hosts",
        ["CVE-2024-41942"] = "JupyterHub: admin:users made admins",
        ["CVE-2024-28233"] = "JupyterHub: cookies of peers",
        ["GHSA-cw7p-q79f-m2v7"] = "JupyterHub: a logout left tokens behind",
        ["CVE-2023-48311"] = "DockerSpawner: without a list users chose any image",
        ["CVE-2020-15110"] = "KubeSpawner: two servers could have one name",
        ["CVE-2026-33175"] = "OAuthenticator: addresses that Auth0 had not verified were names",
        ["CVE-2022-31027"] = "OAuthenticator: CILogon went by the address and not by the identity provider",
        ["GHSA-55m3-44xf-hg4h"] = "OAuthenticator: Google went by the address and not by the claim",
        ["GHSA-gprj-3p75-f996"] = "OAuthenticator: a rule that lets in skipped one that keeps out",
        ["GHSA-384w-5v3f-q499"] = "OAuthenticator: old names of settings were ignored",
        ["CVE-2018-7206"] = "OAuthenticator: GitLab's groups",
        ["CVE-2021-41194"] = "FirstUseAuthenticator: names were looked up as typed",
        ["CVE-2026-34052"] = "LTIAuthenticator: nonces were kept before anything was proven, and for ever",
        ["CVE-2024-28179"] = "jupyter-server-proxy: WebSockets were not asked who they are",
        ["CVE-2026-40110"] = "jupyter-server: a pattern that matched the beginning was enough",
        ["TLJH#884"] = "The Littlest JupyterHub: the example let everybody in",
    };

    [Test]
    public void Every_advisory_has_a_test_of_its_own()
    {
        var tested = typeof(AdvisoryListTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<AdvisoryAttribute>()).Select(advisory => advisory.Id).ToHashSet();
        Known.Keys.Except(tested).ShouldBeEmpty();
        tested.Except(Known.Keys).ShouldBeEmpty();
    }
}
