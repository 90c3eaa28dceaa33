using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

/// <summary>Identity tokens that no honest provider would give.</summary>
public sealed class ForgedIdentityTests : ExternalFixture
{
    [TestCase("another signature")]
    [TestCase("no signature")]
    [TestCase("the public key as a secret")]
    [TestCase("another nonce")]
    [TestCase("no nonce")]
    [TestCase("past its end")]
    [TestCase("no end")]
    [TestCase("another audience")]
    [TestCase("another party among the audiences")]
    [TestCase("another issuer")]
    [TestCase("another subject than the user data")]
    public async Task An_identity_token_that_is_not_right_is_refused(string what)
    {
        Forge(what);
        using var answer = await Visitor.LoginElsewhereAsync();
        await ShouldRefuse(answer, 403, "could not be verified");
        Visitor.Cookie("jupyterhub-hub-login").ShouldBeNull();
    }

    private void Forge(string what)
    {
        switch (what)
        {
            case "another signature":
                Provider.SignsWithAnotherKey = true;
                break;
            case "no signature":
                Provider.Algorithm = "none";
                break;
            case "the public key as a secret":
                Provider.Algorithm = "HS256";
                break;
            default:
                Provider.Token = claims => Forge(what, claims, App.Clock);
                break;
        }
    }

    private static void Forge(string what, Dictionary<string, object> claims, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        object? value = what switch
        {
            "another nonce" => claims["nonce"] = "that of another login",
            "no nonce" => claims.Remove("nonce"),
            "past its end" => claims["exp"] = now - 120,
            "no end" => claims.Remove("exp"),
            "another audience" => claims["aud"] = "another-hub",
            "another party among the audiences" => claims["azp"] = "another-hub",
            "another issuer" => claims["iss"] = "https://issuer.example",
            _ => claims["sub"] = "4321",
        };
        value.ShouldNotBeNull();
    }
}
