using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Data;

/// <summary>PostgreSQL keeps no zero byte; what it says of one must not disturb whoever comes next.</summary>
public sealed class ZeroByteTests : ApiFixture
{
    [Test]
    public async Task A_zero_byte_in_a_text_is_refused_and_the_connection_stays_good()
    {
        await UsersAsync("ann");
        await Admin.PutAsync("users/ann/server");
        for (var i = 0; i < 40; i++)
        {
            foreach (var (method, path, body) in ((string, string, string)[])
                [
                    ("POST", "groups/circle", """{"users": ["\u0000"]}"""), ("POST", "users/ann/tokens", """{"note": "\u0000"}"""),
                    ("POST", "groups/x", """{"users": ["a\u0000b"]}"""), ("GET", "users?name_filter=%00", ""), ("POST", "shares/ann/", """{"user": "\u0000"}"""),
                    ("POST", "authorizations/token", """{"username": "\u0000", "password": "x"}"""), ("POST", "roles", """{"name": "club", "description": "\u0000"}"""),
                    ("PATCH", "users/ann", """{"name": "\u0000"}"""), ("POST", "services/s", """{"url": "http://x", "api_token": "\u0000", "info": {"a": "\u0000"}}"""),
                ])
            {
                var answer = await Admin.SendAsync(method, path, body.Length == 0 ? null : body);
                answer.Status.ShouldBeLessThan(500, $"{i} {method} {path} {body}: {answer.Text}");
                var after = await Admin.GetAsync("users/ann");
                after.Status.ShouldBe(200, $"{i} after {method} {path} {body}: {after.Text}");
            }
        }

        App.Get<IUserStore>().ShouldNotBeNull();
    }
}
