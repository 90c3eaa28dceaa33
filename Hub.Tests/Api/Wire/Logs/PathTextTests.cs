using Hub.Api.Wire.Logs;

namespace Hub.Tests.Api.Wire.Logs;

public sealed class PathTextTests
{
    [TestCase("/hub/api/users/ada/server", "/hub/api/users/ada/server")]
    [TestCase("/hub/api/authorizations/token/configured-token", "/hub/api/authorizations/token/...")]
    [TestCase("/hub/api/authorizations/cookie/jupyterhub-hub-login/secret", "/hub/api/authorizations/cookie/jupyterhub-hub-login/...")]
    [TestCase("/api/shares/a-code/accept", "/api/shares/.../accept")]
    [TestCase("/hub/api/shares/a-code", "/hub/api/shares/...")]
    [TestCase("/hub/api/shares/ada/", "/hub/api/shares/ada/")]
    [TestCase("/hub/api/shares/ada/lab", "/hub/api/shares/ada/lab")]
    [TestCase("/user/ada/0123456789_abcdefghijklmnopqrstuvwxyz-ABCDE/x", "/user/ada/.../x")]
    [TestCase("/user/ada/0123456789_abcdefghijklmnopqrstuvwxyz-ABCD/x", "/user/ada/0123456789_abcdefghijklmnopqrstuvwxyz-ABCD/x")]
    [TestCase("", "")]
    public void What_may_be_a_secret_is_left_out(string path, string shown) => PathText.Of(path).ShouldBe(shown);
}
