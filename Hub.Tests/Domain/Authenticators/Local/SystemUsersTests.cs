using Hub.Domain.Authenticators.Local;
using Hub.Domain.Authenticators.Multi;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Tests.Domain.Authenticators.Pam;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Authenticators.Local;

/// <summary>Accounts of the machine, really made and removed again.</summary>
[NonParallelizable]
public sealed class SystemUsersTests
{
    private static readonly string Name = $"hubl{Environment.ProcessId % 100_000}";

    [Test]
    public async Task An_account_is_made_once_and_with_its_number()
    {
        NeedRoot();
        var users = Made(new LocalOptions
        {
            CreateSystemUsers = true,
            AddUserCmd = ["useradd", "-M", "-c", "made for USERNAME"],
            Uids = new Dictionary<string, int> { [Name] = 54_321 },
        });
        try
        {
            await Task.WhenAll(users.EnsureAsync([Name], default), users.EnsureAsync([Name, "root"], default));
            UnixAccounts.Find(Name).ShouldNotBeNull().Uid.ShouldBe(54_321u);
            File.ReadAllText("/etc/passwd").ShouldContain($"made for {Name}");
        }
        finally
        {
            PamAccount.Run("userdel", [Name]);
        }
    }

    [Test]
    public async Task One_of_several_authenticators_makes_accounts_for_its_users_by_its_own_settings()
    {
        NeedRoot();
        var users = Made(Reading.File($$$"""
            {"JupyterHub": {"authenticator_class": "multi"}, "MultiAuthenticator": {"authenticators": [
                {"authenticator_class": "dummy", "config": {"password": "password"}},
                {"authenticator_class": "native", "username_prefix": "{{{Name}}}-",
                 "config": {"create_system_users": true, "add_user_cmd": ["useradd", "-M"], "uids": {"ann": 54322} } } ] } }
            """).Valid());
        try
        {
            await users.EnsureAsync(["nobodyknows", $"{Name}-ann"], default);
            UnixAccounts.Find($"{Name}-ann").ShouldNotBeNull("its users are called so, and their servers run under that name").Uid.ShouldBe(54_322u);
            UnixAccounts.Find("nobodyknows").ShouldBeNull("that is somebody of the other authenticator");
        }
        finally
        {
            PamAccount.Run("userdel", [$"{Name}-ann"]);
        }
    }

    [Test]
    public async Task The_default_command_is_that_of_debian()
    {
        NeedRoot();
        Peers.Need("adduser", "adduser");
        try
        {
            await Made(new LocalOptions { CreateSystemUsers = true }).EnsureAsync([Name + "d"], default);
            UnixAccounts.Find(Name + "d").ShouldNotBeNull();
        }
        finally
        {
            PamAccount.Run("userdel", ["-r", Name + "d"]);
        }
    }

    [TestCase("--help")]
    [TestCase("-r")]
    [TestCase("a b")]
    [TestCase("a:0:0")]
    [TestCase("a\n")]
    public async Task Names_that_would_be_something_else_to_the_command_are_refused(string name) =>
        await Should.ThrowAsync<ConflictException>(
            () => Made(new LocalOptions { CreateSystemUsers = true, AddUserCmd = ["true"] }).EnsureAsync([name], default));

    [TestCase("false")]
    [TestCase("true")]
    public async Task A_command_that_makes_no_account_is_a_failure(string command) =>
        await Should.ThrowAsync<ConflictException>(
            () => Made(new LocalOptions { CreateSystemUsers = true, AddUserCmd = [command] }).EnsureAsync(["nobodyknows"], default));

    [Test]
    public async Task Unless_it_is_wanted_no_account_is_made() =>
        await Made(new LocalOptions { AddUserCmd = ["false"] }).EnsureAsync(["nobodyknows"], default);

    private static SystemUsers Made(LocalOptions options) => Made(new HubConfiguration { LocalAccounts = options });

    private static SystemUsers Made(HubConfiguration configuration) => new(new UserRealms(configuration), NullLogger<SystemUsers>.Instance);

    private static void NeedRoot()
    {
        if (!Environment.IsPrivilegedProcess)
            throw Peers.Missing("system users", "only root can make accounts");
    }
}
