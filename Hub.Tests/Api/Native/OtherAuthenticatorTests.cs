using System.Net;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Native;

/// <summary>A hub that keeps no accounts of its own.</summary>
public sealed class OtherAuthenticatorTests : ApiFixture
{
    [TestCase("/hub/signup")]
    [TestCase("/hub/reset-password")]
    [TestCase("/hub/authorize")]
    [TestCase("/hub/change-password")]
    [TestCase("/hub/second-factor")]
    [TestCase("/hub/confirm")]
    public async Task Has_no_pages_for_them(string page)
    {
        using var browser = new PageClient(App.Port);
        await browser.LoginAsync("admin");
        using var answer = await browser.GetAsync(page);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Has_no_operations_for_them() => (await Admin.GetAsync("native/accounts")).Status.ShouldBe(404);
}
