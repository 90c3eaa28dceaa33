using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>Patterns that let somebody in must match all of a text. JupyterHub lets other sites in by none: there is no CORS.</summary>
public sealed class WholePatternTests : ApiFixture
{
    [TestCase("[a-z]+", "ann", true)]
    [TestCase("[a-z]+", "ann2", false)]
    [TestCase("[a-z]+", "2ann", false)]
    [TestCase("[a-z]+", "ann\n", false)]
    [TestCase("ann|ben", "ann.evil", false)]
    [TestCase("ann|ben", "evil.ben", false)]
    [TestCase("^ann", "annabel", false)]
    [Advisory("CVE-2026-40110")]
    public void A_name_must_match_as_a_whole(string pattern, string name, bool valid) =>
        new UserNames(new Dictionary<string, string>(), pattern).IsValid(name).ShouldBe(valid);

    [TestCase("https://evil.example")]
    [TestCase("http://127.0.0.1.evil.example")]
    [TestCase("null")]
    [Advisory("CVE-2026-40110")]
    public async Task No_other_site_is_told_that_it_may_read(string origin)
    {
        foreach (var (method, path) in new[] { ("GET", "user"), ("GET", "users"), ("OPTIONS", "user"), ("OPTIONS", "users/admin/server"), ("GET", "/hub/login") })
        {
            var answer = await Admin.SendAsync(
                method, path, (string?)null, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization"));
            answer.Headers.Keys.ShouldNotContain("Access-Control-Allow-Origin", $"{method} {path}");
            answer.Headers.Keys.ShouldNotContain("Access-Control-Allow-Credentials", $"{method} {path}");
        }
    }
}
