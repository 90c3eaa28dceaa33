using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Access;

/// <summary>What holds for every operation of the document alike, tried with each of them.</summary>
public sealed class EveryOperationTests : DocumentedHub
{
    private static readonly string[] OddNames =
    [
        "%00", "%0A", "%2F", "a%2Fb", "%2E%2E%2F", "%20", "%25", "%C3%A9", "%F0%9F%90%BB", "%FF", "'", "%22", "%3B--", "%E2%80%AE", "%7B0%7D", new('n', 300), new('n', 3000),
    ];

    /// <summary>What a client of old may do that the document cannot say.</summary>
    private static readonly Dictionary<string, string[]> Undocumented = new() { ["/authorizations/token"] = ["GET"] };

    [Test]
    public async Task A_method_it_does_not_have_is_405_for_everybody_and_says_which_it_has()
    {
        var faults = new List<string>();
        // The page that asks a user's consent is no operation for programs: without its proof every other method is 403 there.
        foreach (var path in Document.Operations.Where(operation => operation.Path != "/oauth2/authorize").GroupBy(operation => operation.Path))
        {
            var methods = path.Select(operation => operation.Method).Concat(Undocumented.GetValueOrDefault(path.Key, [])).Order().ToList();
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "BREW" }.Except(methods))
            {
                foreach (var client in new[] { Admin, Nobody })
                {
                    var answer = await client.SendAsync(method, FilledPath.Of(path.Key, Names));
                    var allowed = answer.Headers.GetValueOrDefault("Allow", "").Split(", ").Order();
                    if (answer.Status != 405 || answer.Json.Value<int>("status") != 405 || !allowed.SequenceEqual(methods))
                        faults.Add($"{method} {path.Key}: {answer.Status}, allowed {string.Join(' ', allowed)}, documented {string.Join(' ', methods)}");
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    [Test]
    public async Task Odd_names_are_answered_in_form()
    {
        var faults = new List<string>();
        foreach (var operation in Document.Operations.Where(operation => operation.Path.Contains('{')))
        {
            foreach (var name in OddNames)
            {
                var path = FilledPath.Of(operation.Path, new Dictionary<string, string> { ["*"] = name });
                var answer = await Admin.SendAsync(operation.Method, path, operation.Method == "GET" ? null : "{}");
                // A zero byte in a path is refused by the web server itself, before there is anybody to word it.
                if (!path.Contains("%00", StringComparison.Ordinal) && IsOutOfForm(answer))
                    faults.Add($"{operation.Method} {path}: {answer.Status} {answer.Text}");
            }
        }

        faults.ShouldBeEmpty();
        (await Admin.GetAsync("user")).Status.ShouldBe(200);
    }

    [TestCase("-1", 200)]
    [TestCase("0", 200)]
    [TestCase("%2B2", 200)]
    [TestCase("%202%20", 200)]
    [TestCase("1_0", 200)]
    [TestCase("99999999999999999999999999", 200)]
    [TestCase("", 400)]
    [TestCase("x", 400)]
    [TestCase("NaN", 400)]
    [TestCase("1.5", 400)]
    [TestCase("1e3", 400)]
    [TestCase("0x10", 400)]
    [TestCase("--1", 400)]
    public async Task Every_list_reads_its_stretch_as_JupyterHub_does(string number, int status)
    {
        var faults = new List<string>();
        var lists = Document.Operations.Where(operation => (operation.Json["parameters"]?.AsArray() ?? []).Any(one => one!["name"]!.GetValue<string>() == "offset")
            // Services come all at once; a hub without accounts of its own has no list of them.
            && operation.Path is not ("/services" or "/native/accounts")).ToList();
        lists.Count.ShouldBeGreaterThan(12);
        foreach (var list in lists)
        {
            foreach (var parameter in new[] { "offset", "limit" })
            {
                var answer = await Admin.GetAsync($"{FilledPath.Of(list.Path, Names)}?{parameter}={number}");
                if (answer.Status != status || (status == 400 && answer.Message != "Invalid argument type, offset and limit must be integers"))
                    faults.Add($"{list.Name} {parameter}: {answer.Status} {answer.Text}");
            }
        }

        faults.ShouldBeEmpty();
    }

    [TestCase("users?%5Bx=1&a%5B=2")]
    [TestCase("groups?%5D%5B")]
    public async Task A_parameter_nobody_knows_is_passed_over(string path) => (await Admin.GetAsync(path)).Status.ShouldBe(200);

    [TestCase("users?state=odd", "use 'active', 'ready' or 'inactive'")]
    [TestCase("users?sort=odd", "sort must be 'id', 'name', or 'last_activity'")]
    [TestCase("audit?outcome=odd", "done, refused or failed")]
    [TestCase("audit?kind=odd", "kind must be any of")]
    [TestCase("audit?since=odd", "since must be a time in ISO 8601")]
    [TestCase("audit?until=odd", "until must be a time in ISO 8601")]
    [TestCase("scopes/explain?user=ann", "Specify `user` and `scope`")]
    public async Task A_value_that_means_nothing_is_refused_with_what_is_allowed(string path, string words)
    {
        var answer = await Admin.GetAsync(path);
        answer.ShouldFail(400);
        answer.Message.ShouldNotBeNull().ShouldContain(words);
    }


}
