using System.Net;
using System.Text.Json.Nodes;
using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Contract;

public sealed class ServedDocumentTests
{
    private HubApplication hub = null!;
    private HttpClient http = null!;
    private string served = "";
    private JsonObject document = null!;

    [OneTimeSetUp]
    public async Task Serve()
    {
        hub = await HubApplication.StartAsync();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{hub.Port}") };
        served = await http.GetStringAsync("/hub/api/openapi.json");
        document = JsonNode.Parse(served)!.AsObject();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        http?.Dispose();
        if (hub is not null)
            await hub.DisposeAsync();
    }

    [Test]
    public async Task The_document_is_the_one_that_is_committed()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") is { Length: > 0 })
            await File.WriteAllTextAsync(ContractFiles.Document, served);
        var committed = File.Exists(ContractFiles.Document) ? await File.ReadAllTextAsync(ContractFiles.Document) : "";
        FirstDifference(committed, served).ShouldBeNull("openapi/hub.json is not what is served; if that is meant: UPDATE_OPENAPI=1 ./test Contract.ServedDocument");
    }

    [Test]
    public async Task It_needs_no_credentials_and_is_the_same_each_time()
    {
        using var answer = await http.GetAsync("/api/openapi.json");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(served);
    }

    [Test]
    public async Task Below_a_base_url_only_the_addresses_change()
    {
        await using var below = await HubApplication.StartAsync(new HubConfiguration { Urls = new() { BaseUrl = "/jupyter/" } });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{below.Port}") };
        var text = await client.GetStringAsync("/jupyter/hub/api/openapi.json");
        JsonNode.Parse(text)!["servers"]![0]!["url"]!.GetValue<string>().ShouldBe("/jupyter/hub/api");
        text.Replace("\"/jupyter/", "\"/", StringComparison.Ordinal).ShouldBe(served);
    }

    [Test]
    public void Every_operation_has_an_id_of_its_own_a_summary_a_tag_and_its_errors()
    {
        var faults = new List<string>();
        var ids = new HashSet<string>();
        foreach (var (name, operation) in Operations())
        {
            if (!ids.Add(operation["operationId"]!.GetValue<string>()))
                faults.Add($"{name}: the id {operation["operationId"]} is taken");
            if (operation["summary"] is null)
                faults.Add($"{name}: no summary");
            if (operation["tags"] is not JsonArray { Count: 1 })
                faults.Add($"{name}: not one tag");
            faults.AddRange(operation["parameters"]?.AsArray().Where(parameter => parameter!["description"] is null)
                .Select(parameter => $"{name}: the parameter {parameter!["name"]} has no description") ?? []);
            faults.AddRange(ErrorsWithoutBody(name, operation));
        }

        faults.ShouldBeEmpty();
    }

    [Test]
    public void Scopes_stand_with_the_operations_that_need_them()
    {
        var users = document["paths"]!["/users"]!["get"]!;
        users["security"]!.ToJsonString().ShouldBe("""[{"token":[]},{"oauth2":["list:users"]}]""");
        users["description"]!.GetValue<string>().ShouldContain("Needs the scope `list:users`.");
        document["paths"]!["/"]!["get"]!["security"].ShouldBeNull();
        var known = document["components"]!["securitySchemes"]!["oauth2"]!["flows"]!["authorizationCode"]!["scopes"]!.AsObject();
        var unknown = Operations().SelectMany(entry => entry.Operation["security"]?.AsArray() ?? [])
            .SelectMany(requirement => requirement!["oauth2"]?.AsArray() ?? []).Select(scope => scope!.GetValue<string>())
            .Where(scope => !known.ContainsKey(scope)).ToList();
        unknown.ShouldBeEmpty();
    }

    [Test]
    public void Models_say_which_keys_they_always_have_and_show_an_example()
    {
        var user = document["components"]!["schemas"]!["User"]!;
        user["required"]!.ToJsonString().ShouldBe("""["kind","name"]""");
        user["properties"]!["name"]!["description"]!.GetValue<string>().ShouldBe("The user's name.");
        user["properties"]!["name"]!["example"]!.GetValue<string>().ShouldBe("wash");
        user["properties"]!["last_activity"]!.AsObject().Select(entry => entry.Key).ShouldContain("nullable");
        document["components"]!["schemas"]!["CreateUsersRequest"]!["required"]!.ToJsonString().ShouldBe("""["usernames"]""");
        document["components"]!["schemas"]!["ChangeUserRequest"]!["properties"]!["name"]!["type"]!.GetValue<string>().ShouldBe("string");
    }

    [Test]
    public async Task The_pages_to_try_it_on_may_load_their_own_scripts_and_nothing_else()
    {
        using var page = await http.GetAsync("/hub/api/docs/index.html");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self';");
        (await page.Content.ReadAsStringAsync()).ShouldNotMatch("<script(?![^>]* src=)[^>]*>");
        using var other = await http.GetAsync("/hub/api/");
        other.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("default-src 'none'");
    }

    [Test]
    public async Task In_a_browser_the_pages_show_the_operations_without_breaking_the_policy()
    {
        await using var context = await Browser.ContextAsync();
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        await page.GotoAsync($"http://127.0.0.1:{hub.Port}/hub/api/docs");
        await page.Locator("#operations-users-get-users").WaitForAsync();
        await page.Locator("#operations-users-get-users button").First.ClickAsync();
        await page.Locator("#operations-users-get-users .opblock-body").WaitForAsync();
        complaints.ShouldBeEmpty();
    }

    private static string? FirstDifference(string committed, string served)
    {
        var (old, now) = (committed.Split('\n'), served.Split('\n'));
        for (var line = 0; line < Math.Max(old.Length, now.Length); line++)
        {
            if (old.ElementAtOrDefault(line) != now.ElementAtOrDefault(line))
                return $"line {line + 1}: committed {old.ElementAtOrDefault(line)?.Trim() ?? "(nothing)"}, served {now.ElementAtOrDefault(line)?.Trim() ?? "(nothing)"}";
        }

        return null;
    }

    private static IEnumerable<string> ErrorsWithoutBody(string name, JsonObject operation)
    {
        foreach (var (status, answer) in operation["responses"]!.AsObject())
        {
            if (status[0] is '4' or '5' && answer!["content"]?.AsObject().Count is null or 0)
                yield return $"{name}: {status} has no body";
        }
    }

    private IEnumerable<(string Name, JsonObject Operation)> Operations() =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject());
}
