using System.Text.Json.Nodes;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;
using Hub.Domain.Users;

namespace Hub.Tests.Domain.Upkeep;

public sealed class CullRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly IdleCullerOptions Options = new()
    {
        Timeout = 600,
        MaxAge = 7200,
        CullAdminUsers = false,
        Policies = new Dictionary<string, CullPolicy>
        {
            ["1 gpu"] = new() { Groups = ["lab"], Options = new Dictionary<string, string> { ["profile"] = "gpu" }, Timeout = 60 },
            ["2 lab"] = new() { Groups = ["lab"], Timeout = 0, MaxAge = 100 },
        },
    };

    [TestCase(0, 30, "", "", 40, TestName = "Idle: ten minutes after the last use")]
    [TestCase(0, 119, "", "", 120, TestName = "Old: two hours after the start, used or not")]
    [TestCase(0, 30, "lab", "gpu", 31, TestName = "The first policy that fits holds")]
    public void A_server_is_stopped_when_its_time_is_over(int started, int used, string group, string profile, int stops)
    {
        var plan = new CullRules(Options).PlanFor(ServerAt(started, used, profile), group.Length == 0 ? [] : [group]);
        plan.ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddMinutes(stops));
    }

    [Test]
    public void Another_profile_falls_to_the_next_policy() => new CullRules(Options).PlanFor(ServerAt(0, 30, "cpu"), ["lab"])
        .ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddSeconds(100));

    [Test]
    public void What_is_to_be_kept_is_kept()
    {
        var server = ServerAt(0, 30, "");
        server.KeepUntil = Noon.AddHours(5);
        new CullRules(Options).PlanFor(server, []).ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddHours(5));
        server.KeepUntil = Noon;
        new CullRules(Options).PlanFor(server, []).ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddMinutes(40));
    }

    [Test]
    public void Administrators_and_servers_on_their_way_are_left_alone()
    {
        var server = ServerAt(0, 0, "");
        server.User = new User { Name = "root", Admin = true };
        new CullRules(Options).PlanFor(server, []).ShouldBeNull();
        var starting = ServerAt(0, 0, "");
        starting.State = ServerState.Starting;
        new CullRules(Options).PlanFor(starting, []).ShouldBeNull();
    }

    [TestCase("", true, false, false)]
    [TestCase("", false, true, true)]
    [TestCase("lab", true, false, true)]
    [TestCase("lab", false, true, false)]
    public void Default_and_named_servers_can_each_be_left_alone(string name, bool named, bool ofDefault, bool stops)
    {
        var server = ServerAt(0, 0, "");
        server.Name = name;
        var options = Options with { CullNamedServers = named, CullDefaultServers = ofDefault };
        (new CullRules(options).PlanFor(server, []) is not null).ShouldBe(stops);
    }

    [Test]
    public void Administrators_are_stopped_like_others_unless_that_is_unwanted()
    {
        var server = ServerAt(0, 0, "");
        server.User = new User { Name = "root", Admin = true };
        new CullRules(Options with { CullAdminUsers = true }).PlanFor(server, []).ShouldNotBeNull();
    }

    [Test]
    public void What_was_never_used_counts_from_its_start()
    {
        var server = ServerAt(5, 0, "");
        server.LastActivity = null;
        new CullRules(Options).PlanFor(server, []).ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddMinutes(15));
    }

    [TestCase("""{"profile": "gpu", "size": "big"}""", 70)]
    [TestCase("""{"profile": "gpu", "size": "small"}""", 600)]
    [TestCase("""{"size": "big"}""", 600)]
    public void All_options_of_a_policy_must_be_those_of_the_server(string options, int seconds)
    {
        var server = ServerAt(0, 0, "");
        server.UserOptions = JsonNode.Parse(options)!.AsObject();
        var policy = new CullPolicy { Options = new Dictionary<string, string> { ["profile"] = "gpu", ["size"] = "big" }, Timeout = 70 };
        new CullRules(Options with { Policies = new Dictionary<string, CullPolicy> { ["both"] = policy } }).PlanFor(server, [])
            .ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddSeconds(seconds));
    }

    [Test]
    public void Policies_hold_in_the_order_of_their_keys()
    {
        var policies = new Dictionary<string, CullPolicy> { ["b"] = new() { Timeout = 20 }, ["B"] = new() { Timeout = 10 }, ["a"] = new() { Timeout = 30 } };
        new CullRules(Options with { Policies = policies }).PlanFor(ServerAt(0, 0, ""), []).ShouldNotBeNull().StopsAt.ShouldBe(Noon.AddSeconds(10));
    }

    private static Server ServerAt(int started, int used, string profile) => new()
    {
        Name = "",
        State = ServerState.Ready,
        User = new User { Name = "ada" },
        Started = Noon.AddMinutes(started),
        LastActivity = Noon.AddMinutes(used),
        UserOptions = profile.Length == 0 ? null : new JsonObject { ["profile"] = new JsonArray(profile) },
    };
}
