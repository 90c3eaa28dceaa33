using System.Globalization;
using System.Text;
using FluentValidation;
using Hub.Api.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Api.Wire.Json;

public sealed class JsonThroughKestrelTests
{
    private WireHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await WireHost.StartAsync(
        new WireOptions { MaxBodyBytes = 10_000 },
        [typeof(PetController)],
        services => services.AddScoped<IValidator<PetRequest>, PetRequestValidator>());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task A_model_goes_out_in_JupyterHubs_form()
    {
        var answer = await host.GetAsync("/hub/api/pets", "Accept: text/html");

        answer.Headers["Content-Type"].ShouldBe("application/json");
        answer.Body.ShouldBe(
            "{\"pet_name\":\"ü🚀</script>\",\"oauth_no_confirm\":null,\"kind\":\"guinea_pig\",\"last_activity\":\"1970-01-01T00:00:00.000001Z\","
            + "\"state\":{\"aB\":[1,\"x\",1.50]},\"counts_by_name\":{\"KeepMe\":1}}");
        answer.Headers["Content-Length"].ShouldBe(Encoding.UTF8.GetByteCount(answer.Body).ToString(CultureInfo.InvariantCulture));
    }

    [Test]
    public async Task A_client_that_has_the_answer_is_not_sent_it_again()
    {
        var first = await host.GetAsync("/hub/api/pets");
        var again = await host.GetAsync("/hub/api/pets", $"If-None-Match: {first.Headers["ETag"]}");

        again.Status.ShouldBe(304);
        again.Body.ShouldBeEmpty();
    }

    [TestCase(1)]
    [TestCase(4095)]
    [TestCase(4096)]
    [TestCase(100_000)]
    public async Task Long_answers_are_whole(int size) =>
        (await host.GetAsync($"/hub/api/pets/large?size={size}")).Body.ShouldBe($"\"ü{string.Concat(Enumerable.Repeat("🚀\\n", size))}\"");

    [Test]
    public async Task A_request_is_bound_whole()
    {
        const string Head = "{\"name\":\"Tom\",\"tame\":true,\"legs\":4,";
        const string Middle = "\"display_name\":null,\"favourite_foods\":[\"fish\"],\"kind\":\"guinea_pig\",";
        const string End = "\"extras\":{\"when\":\"2026-01-02T03:04:05+01:00\",\"n\":123456789012345678901234567890},\"mate\":null}";

        var answer = await host.SendAsync(
            "POST /hub/api/pets", Head + "\"weight\":3," + Middle + "\"born_at\":\"2026-01-02T03:04:05+01:00\"," + End);

        answer.Body.ShouldBe(Head + "\"weight\":3.0," + Middle + "\"born_at\":\"2026-01-02T02:04:05Z\"," + End);
    }

    [TestCase("{\"name\":5}", "name must be a string, not a number")]
    [TestCase("{\"name\":null}", "name must be a string, not null")]
    [TestCase("{}", "name is required")]
    [TestCase("{\"Name\":\"x\"}", "name is required")]
    [TestCase("", "name is required")]
    [TestCase("null", "name is required")]
    [TestCase("[]", "The body must be an object, not a list")]
    [TestCase("\"x\"", "The body must be an object, not a string")]
    [TestCase("{\"name\":\"x\",\"tame\":1}", "tame must be true or false, not a number")]
    [TestCase("{\"name\":\"x\",\"tame\":\"true\"}", "tame must be true or false, not a string")]
    [TestCase("{\"name\":\"x\",\"tame\":null}", "tame must be true or false, not null")]
    [TestCase("{\"name\":\"x\",\"legs\":4.5}", "legs must be an integer, not a number")]
    [TestCase("{\"name\":\"x\",\"legs\":99999999999}", "legs must be between -2147483648 and 2147483647")]
    [TestCase("{\"name\":\"x\",\"legs\":99999999999999999999999}", "legs must be between -2147483648 and 2147483647")]
    [TestCase("{\"name\":\"x\",\"display_name\":[]}", "display_name must be a string, not a list")]
    [TestCase("{\"name\":\"x\",\"favourite_foods\":\"fish\"}", "favourite_foods must be a list, not a string")]
    [TestCase("{\"name\":\"x\",\"favourite_foods\":[\"fish\",1]}", "favourite_foods[1] must be a string, not a number")]
    [TestCase("{\"name\":\"x\",\"kind\":\"dog\"}", "kind must be one of cat, guinea_pig, not another text")]
    [TestCase("{\"name\":\"x\",\"kind\":1}", "kind must be one of cat, guinea_pig, not a number")]
    [TestCase("{\"name\":\"x\",\"born_at\":\"soon\"}", "born_at must be a timestamp in ISO 8601")]
    [TestCase("{\"name\":\"x\",\"extras\":[]}", "extras must be an object, not a list")]
    [TestCase("{\"name\":\"x\",\"mate\":{\"name\":true}}", "mate.name must be a string, not a boolean")]
    [TestCase("{\"name\":\"Rex\",\"favourite_foods\":[\"a\",\"b\",\"c\"]}", "Rex is taken; favourite_foods can have two entries")]
    [TestCase(" ", "Invalid JSON in body of request")]
    [TestCase("{\"name\":", "Invalid JSON in body of request")]
    public async Task A_body_that_does_not_fit_is_refused_by_name(string body, string message) =>
        (await host.SendAsync("POST /hub/api/pets", body)).Error().ShouldBe("400 " + message);

    [TestCase("{\"name\":\"x\"}", "\"x False\"")]
    [TestCase("{\"name\":\"x\",\"display_name\":null,\"other\":1}", "\"x True\"")]
    [TestCase("", "\"nothing\"")]
    [TestCase("null", "\"nothing\"")]
    public async Task A_body_may_be_left_out_where_the_action_says_so(string body, string answer) =>
        (await host.SendAsync("PUT /hub/api/pets", body)).Body.ShouldBe(answer);

    [TestCase("GET")]
    [TestCase("POST")]
    [TestCase("DELETE")]
    public async Task Every_method_can_have_a_body(string method)
    {
        (await host.SendAsync(method + " /hub/api/pets/raw", "{\"a\":1,\"a\":2}")).Body.ShouldBe("{\"a\":2}");
        (await host.SendAsync(method + " /hub/api/pets/raw")).Body.ShouldBe("null");
    }

    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase("text/plain; charset=utf-16")]
    [TestCase("application/json; charset=latin1")]
    [TestCase("nonsense")]
    public async Task A_body_is_JSON_whatever_its_type_says(string type) =>
        (await host.SendAsync("POST /hub/api/pets/raw", "{\"a\":1}", "Content-Type: " + type)).Body.ShouldBe("{\"a\":1}");

    [Test]
    public async Task Invalid_UTF8_is_refused() =>
        (await RawHttp.SendAsync(host.Port, "POST /hub/api/pets/raw", [.. "{\""u8, 0xff, .. "\":1}"u8])).Error()
            .ShouldBe("400 Invalid JSON in body of request");

    [Test]
    public async Task Any_JSON_can_be_asked_for() => (await host.SendAsync("POST /hub/api/pets/any", "[1]")).Body.ShouldBe("[1]");

    [TestCase("[]", "400 The body must be an object, not a list")]
    [TestCase("1", "400 The body must be an object, not a number")]
    public async Task An_object_is_an_object(string body, string error) =>
        (await host.SendAsync("POST /hub/api/pets/raw", body)).Error().ShouldBe(error);

    [TestCase(10_001)]
    [TestCase(500_000)]
    public async Task A_body_over_the_limit_is_refused_and_the_answer_arrives(int size) =>
        (await host.SendAsync("POST /hub/api/pets/raw", new string('x', size))).Error()
            .ShouldBe("413 The body of a request can have at most 10000 bytes");

    [Test]
    public async Task A_body_without_a_length_is_counted_as_it_comes()
    {
        var chunk = $"2328\r\n{new string(' ', 9_000)}\r\n";
        var head = "POST /hub/api/pets/raw HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nHost: h\r\n\r\n";

        var answer = await RawHttp.SendBytesAsync(host.Port, Encoding.ASCII.GetBytes($"{head}{chunk}{chunk}0\r\n\r\n"));

        answer.Error().ShouldBe("413 The body of a request can have at most 10000 bytes");
    }

    [Test]
    public async Task A_query_value_of_the_wrong_type_is_refused() =>
        (await host.GetAsync("/hub/api/pets/large?size=x")).Error().ShouldStartWith("400 size: ");
}
