using System.Text;
using System.Text.Json.Nodes;
using FluentValidation;
using Hub.Api.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hub.Tests.Api.Access;

/// <summary>What holds for the body of every operation that has one, tried with each of them.</summary>
public sealed class EveryBodyTests : DocumentedHub
{
    private const string NoJson = "Invalid JSON in body of request";

    private static readonly string[] OddValues =
    [
        "null", "7", "-1", "1.5", "1e308", "99999999999999999999999999", "\"x\"", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "true", "[]", "[null]", "[[]]", "[7]", "{}", "{\"a\": 1}",
    ];

    /// <summary>As in JupyterHub, these may be anything: the path names the service, and who is signed in needs no password.</summary>
    private static readonly (string Operation, string Key)[] PassedOver = [("POST /services/{name}", "name"), ("POST /users/{name}/tokens", "auth")];

    private static IEnumerable<DocumentedOperation> WithBody => Document.Operations.Where(operation => operation.Json["requestBody"]?["content"]?["application/json"] is not null)
        // The default server is always there, and JupyterHub says so before it looks at the body.
        .Where(operation => operation.Name != "PUT /users/{name}/server");

    [Test]
    public void Every_body_has_a_validator()
    {
        var bodies = App.Get<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.SelectMany(action => action.Parameters)
            .Where(parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body).Select(parameter => parameter.ParameterType).ToHashSet();
        bodies.Count.ShouldBeGreaterThan(15);
        // It says nothing that could be wrong by more than its type, which is looked at before.
        bodies.Where(type => App.Get<IServiceProvider>().GetService(typeof(IValidator<>).MakeGenericType(type)) is null)
            .ShouldBe([typeof(CreateUserRequest)]);
    }

    [Test]
    public async Task A_wrong_value_is_refused_by_the_name_of_its_key()
    {
        var faults = new List<string>();
        foreach (var operation in WithBody)
        {
            foreach (var (key, schema) in SchemaOf(operation)["properties"]?.AsObject() ?? [])
            {
                if (PassedOver.Contains((operation.Name, key)))
                    continue;
                var wrong = Document.Resolve(schema!.AsObject())["type"]?.GetValue<string>() == "string" ? "{\"a\": 1}" : "\"x\"";
                var answer = await Admin.SendAsync(operation.Method, PathOf(operation), $"{{{MainKeyOf(operation)}\"{key}\": {wrong}}}");
                // JupyterHub's words for a time name no key.
                if (answer.Status != 400 || answer.Message?.Contains(key == "last_activity" ? "Not a valid timestamp" : key, StringComparison.Ordinal) != true)
                    faults.Add($"{operation.Name} {key}: {answer.Status} {answer.Text}");
            }
        }

        faults.ShouldBeEmpty();
    }

    [Test]
    public async Task A_body_that_is_no_object_is_refused()
    {
        // As in JupyterHub, these look at an object and at nothing else.
        string[] indifferent = ["POST /proxy", "DELETE /users/{name}/server", "DELETE /users/{name}/servers/{server_name}"];
        var faults = new List<string>();
        foreach (var operation in WithBody.Where(operation => !indifferent.Contains(operation.Name)))
        {
            foreach (var body in (string[])["\"x\"", "[1]", "7", "true"])
            {
                var answer = await Admin.SendAsync(operation.Method, PathOf(operation), body);
                if (answer.Status != 400 || string.IsNullOrEmpty(answer.Message))
                    faults.Add($"{operation.Name} {body}: {answer.Status} {answer.Text}");
            }
        }

        faults.ShouldBeEmpty();
    }

    [TestCase("POST", "users/ann/tokens", 201)]
    [TestCase("POST", "users/empty-{n}", 201)]
    [TestCase("PUT", "users/ann/servers/empty-{n}", 201)]
    [TestCase("POST", "share-codes/host/box", 200)]
    [TestCase("PATCH", "users/ann/servers/lab", 400)]
    [TestCase("POST", "shares/host/box", 400)]
    [TestCase("POST", "services/empty", 400)]
    public async Task As_in_JupyterHub_an_empty_body_of_any_kind_counts_as_none(string method, string path, int status)
    {
        var n = 0;
        foreach (var body in (string?[])[null, "null", "{}", "[]", "\"\"", "0", "false"])
        {
            var answer = await Admin.SendAsync(method, path.Replace("{n}", $"{++n}", StringComparison.Ordinal), body);
            answer.Status.ShouldBe(status, $"{body}: {answer.Text}");
        }
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
        await EachAsync(operation => Admin.SendAsync(operation.Method, PathOf(operation), body), answer => answer.Status == 400 && answer.Message == NoJson);
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase("nonsense")]
    public Task With_a_token_a_body_is_JSON_whatever_it_says_it_is(string type) => EachAsync(
        operation => Admin.SendAsync(operation.Method, PathOf(operation), "a=1&b=2"u8.ToArray(), ("Content-Type", type)),
        answer => answer.Status == 400 && answer.Message == NoJson);

    [Test]
    public Task A_body_over_the_limit_is_refused_before_it_is_read_as_anything() => EachAsync(
        operation => Admin.SendAsync(operation.Method, PathOf(operation), new byte[(1024 * 1024) + 1]), answer => answer.Status == 413);

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
            var bodies = OddValues.Concat((SchemaOf(operation)["properties"]?.AsObject() ?? []).SelectMany(key => OddValues.Select(value => $"{{\"{key.Key}\": {value}}}")));
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

    private static JsonObject SchemaOf(DocumentedOperation operation) =>
        Document.Resolve(operation.Json["requestBody"]!["content"]!["application/json"]!["schema"]!.AsObject());

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

    /// <summary>What is to be added is not there yet: else that would be said first.</summary>
    private static string PathOf(DocumentedOperation operation) => operation.Name switch
    {
        "POST /users/{name}" => "users/not-yet",
        "POST /services/{name}" => "services/not-yet",
        "PUT /users/{name}/servers/{server_name}" => "users/ann/servers/not-yet",
        _ => FilledPath.Of(operation.Path, Names),
    };

    /// <summary>What these are about comes before everything else.</summary>
    private static string MainKeyOf(DocumentedOperation operation) => operation.Name switch
    {
        "POST /users" => "\"usernames\": [\"not-yet\"], ",
        "POST /groups" => "\"groups\": [\"not-yet\"], ",
        _ => "",
    };

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
