using System.Text;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Contract;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Access;

/// <summary>What holds for every operation of the document alike, tried with each of them.</summary>
public sealed class EveryOperationTests : ApiFixture
{
    private const string NoJson = "Invalid JSON in body of request";

    private static readonly OpenApiContract Document = OpenApiContract.Parse(File.ReadAllText(ContractFiles.Document));

    private static readonly Dictionary<string, string> Names = new()
    {
        ["users"] = "ann",
        ["servers"] = "lab",
        ["groups"] = "circle",
        ["services"] = "shelf",
        ["roles"] = "club",
        ["tokens"] = "a999999",
        ["shares"] = "host",
        ["share-codes"] = "host",
        ["shared"] = "host",
        ["server_name"] = "box",
        ["*"] = "other",
    };

    private static readonly string[] OddNames =
    [
        "%00", "%0A", "%2F", "a%2Fb", "%2E%2E%2F", "%20", "%25", "%C3%A9", "%F0%9F%90%BB", "%FF", "'", "%22", "%3B--", "%E2%80%AE", "%7B0%7D", new('n', 300), new('n', 3000),
    ];

    private static readonly string[] OddValues =
    [
        "null", "7", "-1", "1.5", "1e308", "99999999999999999999999999", "\"x\"", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "true", "[]", "[null]", "[[]]", "[7]", "{}", "{\"a\": 1}",
    ];

    /// <summary>What a client of old may do that the document cannot say.</summary>
    private static readonly Dictionary<string, string[]> Undocumented = new() { ["/authorizations/token"] = ["GET"] };

    private static IEnumerable<DocumentedOperation> WithBody => Document.Operations.Where(operation => operation.Json["requestBody"]?["content"]?["application/json"] is not null);

    [OneTimeSetUp]
    public async Task AddSubjects()
    {
        await UsersAsync("ann", "host");
        await Admin.PutAsync("users/ann/servers/lab");
        await Admin.PutAsync("users/host/servers/box");
        await Admin.PostAsync("groups/circle", """{"users": ["ann"]}""");
        (await Admin.PostAsync("services/shelf", "{}")).Status.ShouldBe(201);
        (await Admin.PostAsync("roles", """{"name": "club", "scopes": []}""")).Status.ShouldBe(201);
    }

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

    [TestCase("broken")]
    [TestCase("no UTF-8")]
    [TestCase("deep")]
    [TestCase("of two values")]
    [TestCase("blank")]
    public async Task A_body_that_is_no_JSON_is_refused(string what)
    {
        var body = what switch
        {
            "broken" => "{\"a\": "u8.ToArray(),
            "no UTF-8" => [(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}'],
            "deep" => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 20_000)) + new string(']', 20_000)),
            "of two values" => "{} {}"u8.ToArray(),
            _ => "   "u8.ToArray(),
        };
        await EachAsync(operation => Admin.SendAsync(operation.Method, FilledPath.Of(operation.Path, Names), body), answer => answer.Status == 400 && answer.Message == NoJson);
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase("nonsense")]
    public Task With_a_token_a_body_is_JSON_whatever_it_says_it_is(string type) => EachAsync(
        operation => Admin.SendAsync(operation.Method, FilledPath.Of(operation.Path, Names), "a=1&b=2"u8.ToArray(), ("Content-Type", type)),
        answer => answer.Status == 400 && answer.Message == NoJson);

    [Test]
    public Task A_body_over_the_limit_is_refused_before_it_is_read_as_anything() => EachAsync(
        operation => Admin.SendAsync(operation.Method, FilledPath.Of(operation.Path, Names), new byte[(1024 * 1024) + 1]), answer => answer.Status == 413);

    [Test]
    public async Task A_body_that_is_needed_is_asked_for()
    {
        var faults = new List<string>();
        foreach (var operation in WithBody.Where(operation => operation.Json["requestBody"]!["required"]?.GetValue<bool>() == true))
        {
            var answer = await Admin.SendAsync(operation.Method, FilledPath.Of(operation.Path, Names));
            if (answer.Status != 400 || string.IsNullOrEmpty(answer.Message))
                faults.Add($"{operation.Name}: {answer.Status} {answer.Text}");
        }

        faults.ShouldBeEmpty();
    }

    [Test]
    public async Task Values_of_any_wrong_type_are_answered_in_form()
    {
        var faults = new List<string>();
        foreach (var operation in WithBody.Where(operation => !operation.Path.EndsWith("/shutdown", StringComparison.Ordinal)))
        {
            var schema = Document.Resolve(operation.Json["requestBody"]!["content"]!["application/json"]!["schema"]!.AsObject());
            var bodies = OddValues.Concat((schema["properties"]?.AsObject() ?? []).SelectMany(key => OddValues.Select(value => $"{{\"{key.Key}\": {value}}}")));
            foreach (var body in bodies)
            {
                var answer = await Admin.SendAsync(operation.Method, await TargetAsync(operation), body);
                if (IsOutOfForm(answer))
                    faults.Add($"{operation.Name} {body}: {answer.Status} {answer.Text}");
            }
        }

        faults.ShouldBeEmpty();
        (await Admin.GetAsync("user")).Status.ShouldBe(200);
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

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    /// <summary>What the operation is about is there, whatever the case before has done to it.</summary>
    private async Task<string> TargetAsync(DocumentedOperation operation)
    {
        if (operation.Name == "PATCH /users/{name}")
        {
            await Admin.PostAsync("users/changing");
            return "users/changing";
        }

        if (operation.Path.Contains("/servers/{", StringComparison.Ordinal))
            await Admin.PutAsync("users/ann/servers/lab");
        return FilledPath.Of(operation.Path, Names);
    }

    private static bool IsOutOfForm(WholeAnswer answer) => answer.Status >= 500 || (answer.Status >= 400 && string.IsNullOrEmpty(answer.Message));

    private static async Task EachAsync(Func<DocumentedOperation, Task<WholeAnswer>> ask, Func<WholeAnswer, bool> isRight)
    {
        var faults = new List<string>();
        foreach (var operation in WithBody)
        {
            var answer = await ask(operation);
            if (!isRight(answer))
                faults.Add($"{operation.Name}: {answer.Status} {answer.Text}");
        }

        faults.ShouldBeEmpty();
    }
}
