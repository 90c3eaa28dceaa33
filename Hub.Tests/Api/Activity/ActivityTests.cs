using Hub.Domain.Activity;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Activity;

public sealed class ActivityTests : ApiFixture
{
    [TestCase("2021-03-04T05:06:07Z", "2021-03-04T05:06:07Z")]
    [TestCase("2021-03-04T05:06:07.123456+02:00", "2021-03-04T03:06:07.123456Z")]
    [TestCase("2021-03-04 05:06:07", "2021-03-04T05:06:07Z")]
    [TestCase("2021-03-04", "2021-03-04T00:00:00Z")]
    public async Task Times_are_read_as_clients_write_them(string written, string kept)
    {
        var name = "t" + Math.Abs(string.GetHashCode(written, StringComparison.Ordinal));
        await UsersAsync(name);
        (await Admin.PostAsync($"users/{name}/activity", $$"""{"last_activity": "{{written}}"}""")).ShouldBe(200);
        (await LastAsync(name)).ShouldBe(kept);
    }

    [Test]
    public async Task Time_never_goes_backwards()
    {
        await UsersAsync("forward");
        await Admin.PostAsync("users/forward/activity", """{"last_activity": "2021-01-01T00:00:00Z"}""");
        await Admin.PostAsync("users/forward/activity", """{"last_activity": "2020-01-01T00:00:00Z"}""");
        (await LastAsync("forward")).ShouldBe("2021-01-01T00:00:00Z");
    }

    [Test]
    public async Task Activity_of_a_server_is_its_own()
    {
        await UsersAsync("served");
        await Admin.PostAsync("users/served/server");
        var soon = DateTimeOffset.UtcNow.AddMinutes(10).ToString("yyyy-MM-ddTHH:mm:ss'Z'");
        (await Admin.PostAsync("users/served/activity", $$$"""{"servers": {"": {"last_activity": "{{{soon}}}"} } }""")).ShouldBe(200);
        await App.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
        var model = (await Admin.GetAsync("users/served")).Json;
        model["servers"]![""]!.Value<string>("last_activity").ShouldBe(soon);
        // Its owner was active when it was started, and not by what it reports.
        model.Value<DateTime>("last_activity").ShouldBeLessThan(DateTime.UtcNow.AddMinutes(5));
    }

    [TestCase("", "body must be a json dict")]
    [TestCase("[]", "body must be a json dict")]
    [TestCase("{}", "body must contain at least one of `last_activity` or `servers`")]
    [TestCase("""{"servers": []}""", "body must contain at least one of `last_activity` or `servers`")]
    [TestCase("""{"last_activity": null, "servers": {}}""", "body must contain at least one of `last_activity` or `servers`")]
    [TestCase("""{"servers": [1]}""", "servers must be a dict of the form {server_name: {last_activity: timestamp}}")]
    [TestCase("""{"servers": {"": 1}}""", "servers must be a dict of the form {server_name: {last_activity: timestamp}}")]
    [TestCase("""{"servers": {"none": {"last_activity": "2020-01-01"}}}""", "No such server 'none' for user admin")]
    [TestCase("""{"last_activity": "yesterday"}""", "Not a valid timestamp: 'yesterday'")]
    [TestCase("""{"servers": {"": {}}}""", "servers must be a dict of the form {server_name: {last_activity: timestamp}}")]
    [TestCase("""{"servers": {"": {"last_activity": null}}}""", "Not a valid timestamp: None")]
    [TestCase("""{"last_activity": "2999-01-01 02:00+01:00"}""", "Rejecting activity from more than an hour in the future: 2999-01-01T01:00:00Z")]
    [TestCase("""{"last_activity": 7}""", "Not a valid timestamp: 7")]
    public async Task A_report_that_cannot_be_read_is_refused(string body, string message) =>
        (await Admin.PostAsync("users/admin/activity", body)).ShouldFail(400, message);

    [TestCase(58, 200)]
    [TestCase(61, 400)]
    public async Task Clocks_may_be_almost_an_hour_apart(int minutes, int status)
    {
        await UsersAsync($"ahead{minutes}");
        var ahead = DateTimeOffset.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:ss'Z'");
        (await Admin.PostAsync($"users/ahead{minutes}/activity", $"{{\"last_activity\": \"{ahead}\"}}")).Status.ShouldBe(status);
    }

    [Test]
    public async Task The_far_future_is_refused_and_with_it_all_the_rest()
    {
        await UsersAsync("honest");
        (await Admin.PostAsync("users/honest/activity", """{"last_activity": "2020-01-01", "servers": {"": {"last_activity": "2999-01-01T00:00:00Z"}}}"""))
            .ShouldFail(400, "Rejecting activity from more than an hour in the future: 2999-01-01T00:00:00Z");
        (await LastAsync("honest")).ShouldBeNull();
        (await Admin.PostAsync("users/nobody/activity", """{"last_activity": "2020-01-01"}""")).ShouldFail(404, "No such user: 'nobody'");
    }

    [Test]
    public async Task Using_a_token_is_activity_of_the_token_and_its_owner()
    {
        await UsersAsync("busy");
        var busy = await ClientAsync("busy", "inherit");
        await busy.GetAsync("user");
        (await LastAsync("busy")).ShouldNotBeNull();
        (await Admin.GetAsync("users/busy/tokens")).Json["api_tokens"]!.Single().Value<string>("last_activity").ShouldNotBeNull();
    }

    private async Task<string?> LastAsync(string user)
    {
        await App.Get<ActivityRecorder>().FlushAsync(CancellationToken.None);
        return (await Admin.GetAsync($"users/{user}")).Json.Value<string>("last_activity");
    }
}
