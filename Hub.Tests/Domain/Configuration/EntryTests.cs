using Hub.Domain.Spawners;

namespace Hub.Tests.Domain.Configuration;

public class EntryTests
{
    [TestCase("""{"name": "a"}""", null)]
    [TestCase("""{"name": "a", "url": "http://h:1", "api_token": "t", "info": {"x": [1]}, "display": false, "oauth_no_confirm": true}""", null)]
    [TestCase("""{"name": "a", "command": ["x"], "cwd": "/", "environment": {"A": "b"}, "user": "u", "timeout": 5}""", null)]
    [TestCase("""{"name": "a", "command": "x", "oauth_client_id": "service-a", "oauth_redirect_uri": "/x", "oauth_roles": []}""", null)]
    [TestCase("""{"name": "a", "url": null, "api_token": null, "oauth_client_allowed_scopes": ["self"]}""", null)]
    [TestCase("""{"url": "http://h:1"}""", ".name: is missing")]
    [TestCase("""{"name": 7}""", ".name: is a number")]
    [TestCase("""{"name": "a/b"}""", ".name: does not have this form")]
    [TestCase("""{"name": "a", "url": "ftp://x"}""", ".url: is not such a URL")]
    [TestCase("""{"name": "a", "ulr": "http://h:1"}""", ".ulr: is not a key of this")]
    [TestCase("""{"name": "a", "info": 1}""", ".info: is a number")]
    [TestCase("""{"name": "a", "display": "no"}""", ".display: is a string")]
    [TestCase("""{"name": "a", "environment": {"A": 1}}""", ".environment[\"A\"]: is a number")]
    [TestCase("""{"name": "a", "timeout": -1}""", ".timeout: is too small")]
    [TestCase("""{"name": "a", "command": 1}""", ".command: is a number")]
    [TestCase("""{"name": "a", "oauth_client_id": "a", "oauth_redirect_uri": "/x"}""", ".oauth_client_id: does not have this form")]
    [TestCase("""{"name": "a", "oauth_client_id": "service-a"}""", ".oauth_redirect_uri: is missing, but the service has OAuth settings and no url")]
    [TestCase("""{"name": "a", "oauth_client_allowed_scopes": "self"}""", ".oauth_client_allowed_scopes: is a string")]
    [TestCase("\"a\"", ": is a string")]
    public void Each_key_of_a_service_is_checked(string service, string? expected)
    {
        var mistakes = Reading.Trait("JupyterHub", "services", $"[{service}]").Mistakes;

        mistakes.Select(mistake => $"{mistake.Setting}: {mistake.Problem}").ShouldBe(
            expected is null ? [] : ["JupyterHub.services[0]" + expected]);
    }

    [Test]
    public void A_service_is_read()
    {
        var service = Reading.File("""
            {"JupyterHub": {"services": [{"name": "a", "url": "http://h:1", "api_token": "t", "info": {"x": 1}, "command": "run"}]}}
            """).Valid().Services.Services.ShouldHaveSingleItem();

        service.Name.ShouldBe("a");
        service.ApiToken.ShouldBe("t");
        service.IsManaged.ShouldBeTrue();
        service.HasOauth.ShouldBeTrue();
        service.EffectiveOauthClientId.ShouldBe("service-a");
        service.Timeout.ShouldBe(TimeSpan.FromSeconds(30));
        service.Info["x"].GetInt32().ShouldBe(1);
    }

    [Test]
    public void Two_services_may_not_share_a_name() =>
        Reading.File("""{"JupyterHub": {"services": [{"name": "a"}, {"name": "a"}]}}""").Mistakes.Lines()
            .ShouldBe(["JupyterHub.services[1].name (hub.json line 1): another service has this name; allowed: a name of its own"]);

    [Test]
    public void Groups_come_in_both_forms()
    {
        var groups = Reading.File("""
            {"JupyterHub": {"load_groups": {"a": ["ann"], "b": {"users": ["ben"], "properties": {"room": 7}}, "c": {}}}}
            """).Valid().Groups.LoadGroups;

        groups["a"].Users.ShouldBe(["ann"]);
        groups["a"].Properties.ShouldBeNull();
        groups["b"].Properties!["room"].GetInt32().ShouldBe(7);
        groups["c"].Users.ShouldBeEmpty();
    }

    [TestCase("""{"a": "ann"}""", "[\"a\"]: is a string")]
    [TestCase("""{"a": [1]}""", "[\"a\"][0]: is a number")]
    [TestCase("""{"a": {"user": ["ann"]}}""", "[\"a\"].user: is not a key of this")]
    [TestCase("""{"a": {"properties": []}}""", "[\"a\"].properties: is a list")]
    [TestCase("""{"": ["ann"]}""", "[\"\"]: a group has no name")]
    [TestCase("[]", ": is a list")]
    public void A_group_of_another_form_is_refused(string groups, string expected)
    {
        var mistake = Reading.Trait("JupyterHub", "load_groups", groups).Mistakes.ShouldHaveSingleItem();

        $"{mistake.Setting}: {mistake.Problem}".ShouldBe("JupyterHub.load_groups" + expected);
    }

    [TestCase("""[{"name": "reader", "scopes": ["read:users"], "users": [], "services": [], "groups": []}]""", null)]
    [TestCase("""[{"name": "user", "description": "all"}]""", null)]
    [TestCase("""[{"name": "admin", "users": ["ann"]}]""", null)]
    [TestCase("""[{"name": "Reader"}]""", "[0].name: does not have this form")]
    [TestCase("""[{"name": "ab"}]""", "[0].name: does not have this form")]
    [TestCase("""[{"name": "reader-"}]""", "[0].name: does not have this form")]
    [TestCase("""[{"scopes": []}]""", "[0].name: is missing")]
    [TestCase("""[{"name": "reader", "scope": []}]""", "[0].scope: is not a key of this")]
    [TestCase("""[{"name": "reader", "scopes": "self"}]""", "[0].scopes: is a string")]
    [TestCase("""[{"name": "reader"}, {"name": "reader"}]""", "[1].name: another role has this name")]
    [TestCase("""[{"name": "admin", "scopes": []}]""", "[0].scopes: the scopes of the role admin cannot be changed")]
    public void Roles_are_checked(string roles, string? expected)
    {
        var mistakes = Reading.Trait("JupyterHub", "load_roles", roles).Mistakes;

        mistakes.Select(mistake => $"{mistake.Setting}: {mistake.Problem}").ShouldBe(
            expected is null ? [] : ["JupyterHub.load_roles" + expected]);
    }

    [Test]
    public void A_role_keeps_apart_what_was_not_said_and_what_is_empty()
    {
        var role = Reading.File("""{"JupyterHub": {"load_roles": [{"name": "reader", "users": []}]}}""").Valid().Roles.LoadRoles[0];

        role.Users.ShouldBeEmpty();
        role.Groups.ShouldBeNull();
        role.Scopes.ShouldBeNull();
    }

    [TestCase("""{"custom:app:read": {"description": "d", "subscopes": ["custom:app:list"]}, "custom:app:list": {"description": "l"}}""", null)]
    [TestCase("""{"app:read": {"description": "d"}}""", "[\"app:read\"]: the scope's name does not have the form of one")]
    [TestCase("""{"custom:app:": {"description": "d"}}""", "[\"custom:app:\"]: the scope's name does not have the form of one")]
    [TestCase("""{"custom:app": {}}""", "[\"custom:app\"].description: is missing")]
    [TestCase("""{"custom:app": {"description": "d", "subscopes": ["users"]}}""", "[\"custom:app\"].subscopes: the subscope users is not defined here")]
    public void Custom_scopes_are_checked(string scopes, string? expected)
    {
        var mistakes = Reading.Trait("JupyterHub", "custom_scopes", scopes).Mistakes;

        mistakes.Select(mistake => $"{mistake.Setting}: {mistake.Problem}").ShouldBe(
            expected is null ? [] : ["JupyterHub.custom_scopes" + expected]);
    }

    [Test]
    public void Tokens_belong_to_users() => Reading.File("""{"JupyterHub": {"api_tokens": {"abc": "ann"}}}""").Valid()
        .Tokens.ApiTokens.ShouldBe(new Dictionary<string, string> { ["abc"] = "ann" });

    [TestCase("""{"g": {"groups": ["a"], "spawner_override": {"mem_limit": "2G", "environment": {"A": null}}}}""", null)]
    [TestCase("""{"g": {"groups": ["a"], "spawner_override": {"memory": "2G"}}}""", "memory is not a trait of the spawner")]
    [TestCase("""{"g": {"groups": ["a"], "spawner_override": {"mem_limit": true}}}""",
        "mem_limit is true or false; allowed: a number of bytes, or a string such as \"512M\" or \"1.5G\" with K, M, G or T")]
    [TestCase("""{"g": {"spawner_override": {}}}""", "is missing")]
    public void Overrides_for_groups_are_checked_against_the_spawner_in_use(string overrides, string? problem) =>
        Reading.Trait("Spawner", "group_overrides", overrides).Mistakes.Select(mistake => mistake.Problem)
            .ShouldBe(problem is null ? [] : [problem]);

    [Test]
    public void Overrides_merge_dictionaries_and_replace_the_rest()
    {
        var options = new SpawnerOptions { SpawnerClass = "simple", Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } };

        var changed = SpawnerOverrides.Apply(options, "environment", System.Text.Json.JsonDocument.Parse("""{"A": null, "C": "3"}""").RootElement);
        changed = SpawnerOverrides.ApplyText(changed, "mem_limit", "1G");
        changed = SpawnerOverrides.ApplyText(changed, "home_dir_template", "/home/{username}");

        changed.Environment.ShouldBe(new Dictionary<string, string> { ["B"] = "2", ["C"] = "3" }, ignoreOrder: true);
        changed.MemLimit.ShouldBe(1 << 30);
        changed.HomeDirTemplate.ShouldBe("/home/{username}");
        options.Environment.Count.ShouldBe(2);
        Should.Throw<FormatException>(() => SpawnerOverrides.ApplyText(options, "spawner_class", "simple"));
        Should.Throw<FormatException>(() => SpawnerOverrides.ApplyText(options, "port", "many"));
    }
}
