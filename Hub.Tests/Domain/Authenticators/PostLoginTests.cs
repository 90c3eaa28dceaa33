using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Hooks;
using Hub.Domain.Roles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Authenticators;

public sealed class PostLoginTests
{
    private static readonly AuthenticatedUser Ada = new() { Name = "ada", Groups = ["blue"] };

    [TestCase("cat >/dev/null", "ada admin= groups=blue")]
    [TestCase("true", "ada admin= groups=blue")]
    [TestCase("grep -q '\"name\":\"ada\"'", "ada admin= groups=blue")]
    [TestCase("cat >/dev/null; echo '{\"admin\": true, \"groups\": [\"green\"], \"name\": \"root\"}'", "ada admin=True groups=green")]
    [TestCase("exit 1", null)]
    [TestCase("echo nonsense", null)]
    [TestCase("echo '[]'", null)]
    public async Task A_command_may_refuse_a_login_or_change_what_is_known_but_never_who_it_is(string script, string? expected)
    {
        using var check = new PostLogin(new AuthenticatorOptions { PostAuthCommand = ["/bin/sh", "-c", script] }, NullLogger<PostLogin>.Instance);
        Shown(await check.AskAsync(Ada, default)).ShouldBe(expected);
    }

    [Test]
    public async Task A_command_that_is_not_there_lets_nobody_in()
    {
        using var check = new PostLogin(new AuthenticatorOptions { PostAuthCommand = ["/no/such/program"] }, NullLogger<PostLogin>.Instance);
        (await check.AskAsync(Ada, default)).ShouldBeNull();
    }

    [Test]
    public async Task A_webhook_is_asked_too_and_one_that_cannot_be_asked_lets_nobody_in()
    {
        await using var provider = await Support.Providers.FakeProvider.StartAsync();
        using var check = new PostLogin(new AuthenticatorOptions { PostAuthUrl = provider.Url + "/hook" }, NullLogger<PostLogin>.Instance);
        provider.Answers["/hook"] = (200, """{"admin": true}""");
        Shown(await check.AskAsync(Ada, default)).ShouldBe("ada admin=True groups=blue");
        provider.Answers["/hook"] = (403, "");
        (await check.AskAsync(Ada, default)).ShouldBeNull();
        provider.Answers["/hook"] = (500, "");
        (await check.AskAsync(Ada, default)).ShouldBeNull();
    }

    [TestCase("cat >/dev/null; echo '{\"roles\": [\"reader\", {\"name\": \"teacher\", \"scopes\": [\"read:hub\"], \"users\": [\"ben\"]}]}'", "reader() teacher(read:hub;ben)")]
    [TestCase("cat >/dev/null; echo '{\"roles\": []}'", "")]
    [TestCase("cat >/dev/null; echo '{}'", "held()")]
    [TestCase("grep -q '\"roles\":\\[{\"name\":\"held\"}\\],\"user_info\":null'", "held()")]
    [TestCase("cat >/dev/null; echo '{\"roles\": \"reader\"}'", null)]
    [TestCase("cat >/dev/null; echo '{\"roles\": [{\"name\": \"x\", \"scopes\": \"read:hub\"}]}'", null)]
    public async Task A_command_may_say_which_roles_somebody_holds(string script, string? expected)
    {
        using var check = new PostLogin(new AuthenticatorOptions { PostAuthCommand = ["/bin/sh", "-c", script] }, NullLogger<PostLogin>.Instance);
        var user = await check.AskAsync(Ada with { Roles = [new RoleDefinition { Name = "held" }] }, default);
        (user is null ? null : string.Join(' ', user.Roles!.Select(role =>
            $"{role.Name}({string.Join(',', role.Scopes ?? [])}{(role.Users is null ? "" : ";" + string.Join(',', role.Users))})"))).ShouldBe(expected);
    }

    [Test]
    public async Task A_command_may_say_how_somebody_is_shown()
    {
        using var check = new PostLogin(
            new AuthenticatorOptions { PostAuthCommand = ["/bin/sh", "-c", "cat >/dev/null; echo '{\"user_info\": {\"initials\": \"AL\"}}'"] }, NullLogger<PostLogin>.Instance);
        (await check.AskAsync(Ada, default))!.UserInfo!.ToJsonString().ShouldBe("""{"initials":"AL"}""");
    }

    private static string? Shown(AuthenticatedUser? user) => user is null ? null : $"{user.Name} admin={user.Admin} groups={string.Join(",", user.Groups ?? [])}";
}
