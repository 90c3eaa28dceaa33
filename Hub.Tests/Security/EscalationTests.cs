using System.Text.Json.Nodes;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Security;

/// <summary>Every operation of the API, tried by somebody whom it is none of the business of.</summary>
public sealed class EscalationTests : ApiFixture
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["users"] = "victim",
        ["servers"] = "lab",
        ["groups"] = "circle",
        ["services"] = "robot",
        ["roles"] = "club",
        ["shares"] = "victim",
        ["share-codes"] = "victim",
        ["shared"] = "host",
        ["server_name"] = "lab",
        ["*"] = "a1",
    };

    [Test]
    public async Task No_operation_that_needs_a_scope_lets_a_user_at_the_things_of_others()
    {
        await UsersAsync("victim", "outsider");
        await Admin.PostAsync("groups/circle", """{"users": ["victim"]}""");
        await Admin.PostAsync("roles", """{"name": "club", "scopes": []}""");
        (await Admin.PutAsync("users/victim/servers/lab")).Status.ShouldBe(201);
        var outsider = await ClientAsync("outsider", "inherit");
        var document = (await Nobody.GetAsync("openapi.json")).Text;
        var tried = 0;
        foreach (var (path, operations) in JsonNode.Parse(document)!["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                if (operation!["security"]?.AsArray().Any(one => one!["oauth2"] is JsonArray { Count: > 0 }) != true)
                    continue;
                var target = FilledPath.Of(path, Names);
                foreach (var (client, who) in new[] { (outsider, "a user"), (Nobody, "nobody") })
                {
                    var answer = await client.SendAsync(method.ToUpperInvariant(), target, method is "get" ? null : "{}");
                    answer.Status.ShouldBeOneOf([403, 404], $"{method} {target} by {who}: {answer.Text}");
                }

                tried++;
            }
        }

        tried.ShouldBeGreaterThan(60);
        (await Admin.GetAsync("users/victim")).Status.ShouldBe(200);
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };
}
