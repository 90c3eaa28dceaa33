using Hub.Domain.Configuration.Traits;
using Hub.Domain.Configuration.Verbs;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Configuration;

public class VerbTests
{
    [Test]
    public void Validate_config_lists_mistakes_and_warnings()
    {
        var text = ValidateConfigText.Render(Reading.File("""{"JupyterHub": {"port": "1", "generate_config": true}}"""));

        text.Split(Environment.NewLine).ShouldBe([
            "mistake: JupyterHub.port = \"1\" (hub.json line 1): is a string; allowed: a whole number",
            "warning: JupyterHub.generate_config (hub.json line 1): is not supported and has no effect; instead: the verb generate-config",
            "The configuration is not valid: 1 mistake, 1 warning.",
            "",
        ]);
        ValidateConfigText.Render(Reading.File("{}")).ShouldBe("The configuration is valid." + Environment.NewLine);
    }

    [Test]
    public async Task The_example_of_the_readme_is_valid_and_all_of_it_counts()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "README.md"));
        var example = text.Split("```json")[1].Split("```")[0];
        ValidateConfigText.Render(Reading.File(example)).ShouldBe("The configuration is valid." + Environment.NewLine);
    }

    [Test]
    public void Show_config_says_where_each_value_came_from()
    {
        var configuration = Reading.File("""
            {"JupyterHub": {"port": 81, "db_url": "postgresql://hub:pw@db/x", "tornado_settings": {"headers": {"A": "b"}}}}
            """).Valid();

        var lines = ShowConfigText.Render(configuration, configuration.Urls.Resolve("machine")).Split(Environment.NewLine);

        lines.ShouldContain("JupyterHub.port = 81  (hub.json line 1)");
        lines.ShouldContain("JupyterHub.db_url = \"postgresql://hub@db/x\"  (hub.json line 1)");
        lines.ShouldContain("JupyterHub.hub_port = 8081  (default)");
        lines.ShouldContain("Spawner.mem_limit = null  (default)");
        lines.ShouldContain("JupyterHub.tornado_settings = {\"cookie_options\":{},\"headers\":{\"A\":\"b\"},\"slow_spawn_timeout\":10,"
            + "\"slow_stop_timeout\":10}  (hub.json line 1)");
        lines.ShouldContain("Users reach the hub at http://127.0.0.1:81/");
        lines.ShouldContain("The state is kept in postgresql://hub@db/x");
    }

    [Test]
    public void Show_config_json_is_what_was_set_as_a_file_would_say_it()
    {
        var configuration = Reading.Of(
            new Hub.Domain.Configuration.Sources.JsonFileSource("hub.json", """
                {"JupyterHub": {"port": 81, "cookie_secret": "0000000000000000000000000000000000000000000000000000000000000001",
                 "load_groups": {"club": ["ann"]}}, "Spawner": {"mem_limit": "1G"}}
                """),
            Reading.CommandLine("--show-config-json")).Valid();

        configuration.Process.ShowConfigJson.ShouldBeTrue();
        ShowConfigJson.Render(configuration).ShouldBe(
            """
            {"JupyterHub":{"cookie_secret":"<hidden>","load_groups":{"club":{"users":["ann"]}},"port":81},"Application":{"show_config_json":true},"Spawner":{"mem_limit":1073741824}}
            """);
    }

    [Test]
    public void Generate_config_is_valid_and_names_every_supported_trait()
    {
        var text = GenerateConfigText.Render(TraitDocumentation.Load());

        var result = Reading.File(text);
        result.Valid();
        result.Warnings.ShouldBeEmpty();
        foreach (var trait in TraitCatalogue.All.Where(trait => trait.Status == TraitStatus.Supported))
            text.ShouldContain($"// \"{trait.Name}\": {trait.Default},");
        text.ShouldContain("    // How many servers may be starting at once; further starts wait or are answered 429 (HubSpawnQueue).");
    }

    [Test]
    public void Generate_config_stays_valid_when_a_trait_is_uncommented()
    {
        var text = GenerateConfigText.Render(TraitDocumentation.Load()).Replace("// \"port\": 8000,", "\"port\": 8001,");

        Reading.File(text).Valid().Urls.Port.ShouldBe(8001);
    }
}
