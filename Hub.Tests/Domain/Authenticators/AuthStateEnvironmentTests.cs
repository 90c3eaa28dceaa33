using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.AuthState;

namespace Hub.Tests.Domain.Authenticators;

public sealed class AuthStateEnvironmentTests
{
    [TestCase("{access_token}", "secret")]
    [TestCase("Bearer {access_token} of {user.name}", "Bearer secret of ada")]
    [TestCase("{user.groups}", "[\"a\",\"b\"]")]
    [TestCase("{user.number}", "7")]
    [TestCase("plain", "plain")]
    [TestCase("{user.missing}", null)]
    [TestCase("{user.nothing}", null)]
    [TestCase("{user.zero}", null)]
    public void A_template_is_filled_in_from_what_is_kept(string template, string? expected)
    {
        var state = JsonNode.Parse("""
            {"access_token": "secret", "user": {"name": "ada", "groups": ["a", "b"], "number": 7, "nothing": null, "zero": "a\u0000b"}}
            """)!.AsObject();
        AuthStateEnvironment.Of(new Dictionary<string, string> { ["V"] = template }, state).GetValueOrDefault("V").ShouldBe(expected);
    }

    [Test]
    public void Where_nothing_is_kept_nothing_is_set() =>
        AuthStateEnvironment.Of(new Dictionary<string, string> { ["V"] = "{access_token}" }, null).ShouldBeEmpty();
}
