using System.Text;
using Hub.Domain.Configuration.Sources;

namespace Hub.Tests.Domain.Configuration;

public class JsonFileSourceTests
{
    [TestCase("{\n  \"JupyterHub\": {\"port\": }\n}", "hub.json line 2 column 26: is not JSON")]
    [TestCase("", "hub.json line 1 column 1: is not JSON")]
    [TestCase("{\"JupyterHub\": {", "hub.json line 1 column 17: is not JSON")]
    [TestCase("{} {}", "hub.json line 1 column 4: is not JSON")]
    [TestCase("[1]", "hub.json line 1: does not hold an object")]
    [TestCase("{\n\"JupyterHub\": 8}", "JupyterHub (hub.json line 2): is not an object of traits")]
    [TestCase("{\"version\": 2}", "version (hub.json line 1): is not an object of traits")]
    public void A_broken_file_is_told_with_its_place(string json, string expected) =>
        Reading.File(json).Mistakes.Lines().ShouldHaveSingleItem().ShouldStartWith(expected);

    [Test]
    public void Bytes_that_are_not_text_are_refused() =>
        new JsonFileSource("hub.json", [(byte)'{', 0xff, (byte)'}']).Mistakes.Lines()
            .ShouldBe(["hub.json: is not JSON: not every byte of it is UTF-8"]);

    [Test]
    public void A_broken_word_is_not_repeated() =>
        Reading.File("{\"DummyAuthenticator\": {\"password\": topsecret}}").Mistakes.Lines().ShouldHaveSingleItem().ShouldNotContain("topsecret");

    [Test]
    public void Comments_trailing_commas_a_byte_order_mark_and_a_version_are_fine()
    {
        byte[] json = [.. Encoding.UTF8.Preamble, .. "{ // the hub\n \"version\": 1, \"JupyterHub\": {/* public */ \"port\": 81,}, }"u8];

        Reading.Of(new JsonFileSource("hub.json", json)).Valid().Urls.Port.ShouldBe(81);
    }

    [Test]
    public void Keys_may_hold_colons_and_be_empty()
    {
        var configuration = Reading.File("""{"JupyterHub": {"template_vars": {"a:b": {"": 1}}, "api_tokens": {"x:y": "ann"}}}""").Valid();

        configuration.Pages.TemplateVars["a:b"].GetProperty("").GetInt32().ShouldBe(1);
        configuration.Tokens.ApiTokens["x:y"].ShouldBe("ann");
    }

    [Test]
    public void Every_repeated_key_is_a_mistake() => Reading.File("""
        {
          "JupyterHub": {"port": 1, "port": 2},
          "Spawner": {"environment": {"A": "1", "A": "2"}},
          "JupyterHub": {"ip": "::"}
        }
        """).Mistakes.Lines().ShouldBe([
            "JupyterHub.port (hub.json line 2): is given twice; allowed: each key once",
            "Spawner.environment (hub.json line 3): holds an object with a key given twice; allowed: each key once",
            "JupyterHub (hub.json line 4): is given twice; allowed: each key once",
        ]);

    [Test]
    public async Task A_file_that_does_not_exist_is_a_mistake()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "no-such-file.json");

        var source = await JsonFileSource.LoadAsync(path, CancellationToken.None);

        Reading.Of(source).Mistakes.Lines().ShouldHaveSingleItem().ShouldStartWith($"{path}: the file does not exist");
    }
}
