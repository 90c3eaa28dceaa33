using System.Text.Json.Nodes;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Contract;

/// <summary>Asks that our document has all of JupyterHub 6.0's contract.</summary>
public sealed class ReferenceContractTests
{
    private static readonly JsonObject Facts = ContractFiles.Facts;
    private static readonly OpenApiContract Ours = OpenApiContract.Parse(File.ReadAllText(ContractFiles.Document));

    /// <summary>Where the published contract says something else than JupyterHub itself does, and we do as JupyterHub does.</summary>
    private static readonly Dictionary<string, string> Errata = new()
    {
        ["GET /services 200"] = "an object with the services by name, not a list",
        ["GET /users/{name}/shared 200"] = "a page of shares, not of share codes",
    };

    public static IEnumerable<TestCaseData> Operations() => Facts["operations"]!.AsArray().Select(
        fact => new TestCaseData(fact!.AsObject()).SetArgDisplayNames(Name(fact.AsObject())));

    public static IEnumerable<string> Models() => Facts["models"]!.AsObject().Select(entry => entry.Key)
        // Pages are made of models here; the list of nothing in particular has no name of its own.
        .Except(["PaginatedList"]);

    [Test]
    public void The_facts_are_of_all_operations() => Facts["operations"]!.AsArray().Count.ShouldBe(54);

    [TestCaseSource(nameof(Operations))]
    public void We_serve(JsonObject fact)
    {
        var operation = Ours.Operation(Text(fact, "method"), Text(fact, "path"));
        operation.ShouldNotBeNull($"{Name(fact)} is not served");
        operation["operationId"]!.GetValue<string>().ShouldBe(Text(fact, "id"));

        var given = (operation["parameters"]?.AsArray() ?? []).Select(parameter => $"{parameter!["name"]} in {parameter["in"]}").ToList();
        fact["parameters"]!.AsArray().Select(parameter => $"{parameter!["name"]} in {parameter["in"]}").Except(given).ShouldBeEmpty("parameters");
        var answers = operation["responses"]!.AsObject();
        fact["statuses"]!.AsArray().Select(status => status!.GetValue<string>()).Except(answers.Select(answer => answer.Key)).ShouldBeEmpty("statuses");

        var faults = new List<string>();
        if (fact["body"] is JsonObject body)
            faults.AddRange(new ShapeComparison(Facts, Ours).Faults(
                body["shape"]!.AsObject(), operation["requestBody"]?["content"]?[Text(body, "contentType")]?["schema"]?.AsObject(), "body"));
        foreach (var (status, shape) in fact["answers"]?.AsObject() ?? [])
        {
            if (!Errata.ContainsKey($"{Name(fact)} {status}"))
                faults.AddRange(new ShapeComparison(Facts, Ours).Faults(
                    shape!.AsObject(), answers[status]!["content"]?["application/json"]?["schema"]?.AsObject(), status));
        }

        faults.ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Models))]
    public void We_have_the_model(string name) => new ShapeComparison(Facts, Ours).Faults(
        Facts["models"]![name]!.AsObject(), Ours.Schema(name == "ServerRequest" ? "StartServerRequest" : name), name).ShouldBeEmpty();

    [Test]
    public void Errata_are_of_operations_that_exist() => Errata.Keys.Select(key => key[..key.LastIndexOf(' ')])
        .Except(Facts["operations"]!.AsArray().Select(fact => Name(fact!.AsObject()))).ShouldBeEmpty();

    private static string Name(JsonObject fact) => $"{Text(fact, "method")} {Text(fact, "path")}";

    private static string Text(JsonObject fact, string key) => fact[key]!.GetValue<string>();
}
