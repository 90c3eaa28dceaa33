using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Access;

/// <summary>What JupyterHub says first when both the path and the body of a request are wrong.</summary>
public sealed class PathBeforeBodyTests : ApiFixture
{
    private const string Broken = "{";
    private const string NoJson = "Invalid JSON in body of request";

    [OneTimeSetUp]
    public async Task AddWhatIsThere()
    {
        await UsersAsync("ann");
        (await Admin.PutAsync("users/ann/servers/lab")).Status.ShouldBe(201);
        (await Admin.PostAsync("groups/team")).Status.ShouldBe(201);
    }

    [TestCase("PATCH", "users/nobody", "Not Found")]
    [TestCase("POST", "users/nobody/activity", "No such user: 'nobody'")]
    [TestCase("POST", "users/nobody/server", "Not Found")]
    [TestCase("PUT", "users/nobody/servers/lab", "Not Found")]
    [TestCase("PATCH", "users/nobody/servers/lab", "Not Found")]
    [TestCase("DELETE", "users/nobody/servers/lab", "Not Found")]
    [TestCase("POST", "groups/nobody/users", "No such group: nobody")]
    [TestCase("DELETE", "groups/nobody/users", "No such group: nobody")]
    [TestCase("PUT", "groups/nobody/properties", "No such group: nobody")]
    public async Task Who_is_missing_is_missed_before_the_body(string method, string path, string message)
    {
        (await Admin.SendAsync(method, path, "[7]")).ShouldFail(404, message);
        (await Admin.SendAsync(method, path, Broken)).ShouldFail(404, message);
    }

    [TestCase("PUT", "users/ann/server", "User ann already has a default server")]
    [TestCase("PUT", "users/ann/servers/lab", "User ann already has server lab")]
    public async Task A_server_that_is_there_comes_before_the_body(string method, string path, string message)
    {
        (await Admin.SendAsync(method, path, "[7]")).ShouldFail(409, message);
        (await Admin.SendAsync(method, path, Broken)).ShouldFail(409, message);
    }

    [TestCase("users/ann", "User ann already exists")]
    [TestCase("services/robot", "Service robot already exists")]
    public async Task What_is_there_comes_before_a_wrong_body_but_after_one_that_is_no_JSON(string path, string message)
    {
        (await Admin.PostAsync(path, """{"colour": 1}""")).ShouldFail(409, message);
        (await Admin.PostAsync(path, Broken)).ShouldFail(400, NoJson);
    }

    [TestCase("POST", "groups/team", "Invalid JSON keys: {'colour': 1}")]
    [TestCase("POST", "groups/new", "Invalid JSON keys: {'colour': 1}")]
    [TestCase("PATCH", "users/ann", "Invalid JSON keys: {'colour': 1}")]
    [TestCase("POST", "users/new", "Invalid JSON keys: {'colour': 1}")]
    public async Task Elsewhere_the_body_comes_first(string method, string path, string message)
    {
        (await Admin.SendAsync(method, path, """{"colour": 1}""")).ShouldFail(400, message);
        (await Admin.SendAsync(method, path, Broken)).ShouldFail(400, NoJson);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };
}
