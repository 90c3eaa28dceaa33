using Hub.Tests.Api.Access;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Clients;

/// <summary>What older descriptions of the API promise of every operation alike; what they say of one is tested with it.</summary>
public sealed class OlderDocumentsTests : DocumentedHub
{
    [TestCase("token {0}", 200)]
    [TestCase("Bearer {0}", 200)]
    [TestCase("BEARER   {0}", 200)]
    [TestCase("Basic {0}", 403)]
    [TestCase("{0}", 403)]
    [TestCase("token {0} {0}", 403)]
    public async Task A_token_comes_with_one_of_two_words(string form, int status)
    {
        var secret = await TokenAsync("ann", "inherit");
        (await Nobody.GetAsync("user", ("Authorization", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, secret)))).Status.ShouldBe(status);
    }

    [Test]
    public async Task Whatever_is_read_is_there_without_hub_in_its_path_too()
    {
        var faults = new List<string>();
        foreach (var operation in Document.Operations.Where(operation => operation.Method == "GET"))
        {
            var path = FilledPath.Of(operation.Path, Names);
            var (now, old) = (await Admin.GetAsync(path), await Admin.GetAsync($"/api/{path}"));
            var (of, ofOld) = (Shown(now), Shown(old));
            if (of != ofOld)
                faults.Add($"{operation.Name}: {of}, and without hub {ofOld}");
        }

        faults.ShouldBeEmpty();
    }

    [Test]
    public async Task Whatever_is_changed_can_be_changed_without_hub_in_its_path_too()
    {
        (await Admin.PostAsync("/api/users", """{"usernames": ["old-way"]}""")).Status.ShouldBe(201);
        (await Admin.PatchAsync("/api/users/old-way", """{"name": "older-way"}""")).Status.ShouldBe(200);
        (await Admin.PostAsync("/api/groups/old-group", """{"users": ["older-way"]}""")).Status.ShouldBe(201);
        (await Admin.PutAsync("/api/groups/old-group/properties", """{"a": 1}""")).Status.ShouldBe(200);
        (await Admin.PostAsync("/api/users/older-way/servers/lab", """{"profile": "small"}""")).Status.ShouldBe(201);
        var server = (await Admin.GetAsync("/api/users/older-way?include_stopped_servers")).Json["servers"]!["lab"]!;
        server["user_options"]!.Value<string>("profile").ShouldBe("small");
        (await Admin.DeleteAsync("/api/users/older-way/servers/lab", """{"remove": true}""")).Status.ShouldBe(204);
        (await Admin.DeleteAsync("/api/groups/old-group/users", """{"users": ["older-way"]}""")).Status.ShouldBe(200);
        (await Admin.DeleteAsync("/api/users/older-way")).Status.ShouldBe(204);
    }

    private static string Shown(WholeAnswer answer) =>
        $"{answer.Status} {answer.Headers.GetValueOrDefault("Content-Type")} {(answer.Status >= 400 && answer.Text.Length > 0 ? answer.Message : "")}";
}
