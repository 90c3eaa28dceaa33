using System.Text.RegularExpressions;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Login;

/// <summary>Logins are counted by how they ended.</summary>
public sealed class LoginMetricsTests : ApiFixture
{
    [Test]
    public async Task Failures_and_logins_are_counted_apart()
    {
        using var browser = new PageClient(App.Port);
        foreach (var (user, password) in new[] { ("ada", "wrong"), ("nobody", "wrong"), ("ada", "password") })
            using (await browser.LoginAsync(user, password)) { }
        var text = (await (await ClientAsync("robot", "read:metrics")).GetAsync("/hub/api/metrics")).Text;
        Counted(text, "failure").ShouldBe(2);
        Counted(text, "success").ShouldBe(1);
    }

    private static int Counted(string metrics, string status) =>
        int.Parse(Regex.Match(metrics, $"jupyterhub_login_duration_seconds_count{{[^}}]*status=\"{status}\"[^}}]*}} (\\d+)").Groups[1].Value);
}
