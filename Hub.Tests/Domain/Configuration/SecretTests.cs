using Hub.Domain.Configuration.Sources;
using Hub.Domain.Configuration.Verbs;

namespace Hub.Tests.Domain.Configuration;

public class SecretTests
{
    private const string Secret = "hunter2hunter2";

    [TestCase("""{"DummyAuthenticator": {"password": "S"}}""")]
    [TestCase("""{"SharedPasswordAuthenticator": {"user_password": "S"}}""")]
    [TestCase("""{"SharedPasswordAuthenticator": {"password_groups": {"S": ["g"]}}, "Authenticator": {"manage_groups": true}}""")]
    [TestCase("""{"JupyterHub": {"api_tokens": {"S": "ann"}}}""")]
    [TestCase("""{"JupyterHub": {"service_tokens": {"S": "svc"}}}""")]
    [TestCase("""{"JupyterHub": {"services": [{"name": "svc", "api_token": "S", "environment": {"MY_TOKEN": "S"}}]}}""")]
    [TestCase("""{"JupyterHub": {"db_url": "postgresql://hub:S@db/hub"}}""")]
    [TestCase("""{"JupyterHub": {"db_url": "Host=db;Username=hub;Password=S;Database=hub"}}""")]
    [TestCase("""{"ConfigurableHTTPProxy": {"auth_token": "S"}}""")]
    [TestCase("""{"Spawner": {"environment": {"AWS_SECRET_ACCESS_KEY": "S", "DB": "mysql://me:S@host/x"}}}""")]
    public void A_secret_is_not_shown(string json)
    {
        var result = Reading.File(json.Replace("S\"", Secret + "\"").Replace(":S@", $":{Secret}@").Replace("=S;", $"={Secret};"));

        var shown = ShowConfigText.Render(result.Valid(), result.Configuration!.Urls.Resolve("machine"));
        shown.ShouldNotContain(Secret);
        ValidateConfigText.Render(result).ShouldNotContain(Secret);
    }

    [TestCase("""{"DummyAuthenticator": {"password": ["S"]}}""")]
    [TestCase("""{"DummyAuthenticator": {"pasword": "S"}}""")]
    [TestCase("""{"DummyAuthentcator": {"password": "S"}}""")]
    [TestCase("""{"JupyterHub": {"api_tokens": {"S": 1}}}""")]
    [TestCase("""{"JupyterHub": {"api_tokns": {"S": "ann"}}}""")]
    [TestCase("""{"JupyterHub": {"services": [{"name": "svc", "api_token": ["S"]}]}}""")]
    [TestCase("""{"JupyterHub": {"services": [{"name": "svc", "api_tokn": "S"}]}}""")]
    [TestCase("""{"JupyterHub": {"services": [{"name": "a", "api_token": "S"}, {"name": "b", "api_token": "S"}]}}""")]
    [TestCase("""{"JupyterHub": {"services": {"api_token": "S"}}}""")]
    [TestCase("""{"JupyterHub": {"db_url": "mysql://hub:S@db/hub"}}""")]
    [TestCase("""{"JupyterHub": {"cookie_secret": "S"}}""")]
    [TestCase("""{"SharedPasswordAuthenticator": {"admin_password": "S"}}""")]
    [TestCase("""{"JupyterHub": {"authenticator_class": "shared-password"}, "SharedPasswordAuthenticator": {"password_groups": {"S": ["g"]}}}""")]
    [TestCase("""{"SharedPasswordAuthenticator": {"password_groups": {"S": "g"}}}""")]
    [TestCase("""{"Spawner": {"environment": {"MY_PASSWORD": 1, "A_TOKEN": ["S"]}}}""")]
    [TestCase("""{"CryptKeeper": {"keys": {"S": 1}}}""")]
    public void A_mistake_does_not_show_a_secret(string json)
    {
        var result = Reading.File(json.Replace("S\"", Secret + "\"").Replace(":S@", $":{Secret}@"));

        result.Mistakes.ShouldNotBeEmpty();
        string.Join("\n", result.Mistakes.Lines()).ShouldNotContain(Secret);
    }

    [Test]
    public void Flags_and_variables_keep_their_secrets_too()
    {
        var result = Reading.Of(
            Reading.Environment(("DummyAuthenticator__pasword", Secret)),
            new CommandLineSource([$"--SharedPasswordAuthenticator.admin_password={Secret}", $"--pasword={Secret}", Secret]));

        result.Mistakes.Count.ShouldBe(4);
        string.Join("\n", result.Mistakes.Lines()).ShouldNotContain(Secret);
    }
}
