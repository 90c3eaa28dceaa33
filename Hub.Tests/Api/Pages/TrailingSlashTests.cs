using Hub.Tests.Support;

namespace Hub.Tests.Api.Pages;

/// <summary>A page has one address, as in JupyterHub; only what lies below a name may end in a slash.</summary>
public sealed class TrailingSlashTests : ApiFixture
{
    [TestCase("/hub/home/", 404)]
    [TestCase("/hub/login/", 404)]
    [TestCase("/hub/spawn/", 404)]
    [TestCase("/hub/spawn/admin/", 404)]
    [TestCase("/hub/token/", 404)]
    [TestCase("/hub/health/", 404)]
    [TestCase("/hub/", 302)]
    [TestCase("/hub/home", 302)]
    [TestCase("/hub/login", 200)]
    [TestCase("/hub/user-redirect/", 302)]
    [TestCase("/hub/user/admin/", 302)]
    public async Task A_slash_at_the_end_is_part_of_an_address(string path, int status) => (await Nobody.GetAsync(path)).Status.ShouldBe(status);
}
