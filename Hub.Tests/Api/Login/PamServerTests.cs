using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Configuration;
using Hub.Tests.Domain.Authenticators.Pam;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Login;

/// <summary>What a hub with the machine's own accounts does around users and their servers: accounts are made, PAM sessions opened and closed.</summary>
[NonParallelizable]
public sealed class PamServerTests : ApiFixture
{
    private static readonly string Newcomer = $"hubn{Environment.ProcessId % 100_000}";

    private readonly string folder = Directory.CreateTempSubdirectory("hub-pam-").FullName;
    private PamAccount? account;

    private string Written => Path.Combine(folder, "written");

    [OneTimeTearDown]
    public void RemoveAccounts()
    {
        account?.Dispose();
        if (UnixAccounts.Find(Newcomer) is not null)
            PamAccount.Run("userdel", [Newcomer]);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task An_account_signs_in_and_a_PAM_session_lasts_as_long_as_its_server()
    {
        var name = account!.Name;
        using var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync(name, PamAccount.Password);
        ((int)login.StatusCode).ShouldBe(302);
        (await Admin.PostAsync($"users/{name}/server")).ShouldBe(201);
        File.ReadAllLines(Written).ShouldBe([$"{name} open_session"]);
        (await Admin.DeleteAsync($"users/{name}/server")).ShouldBe(204);
        await Eventually.True(() => File.ReadAllLines(Written).Length == 2);
        File.ReadAllLines(Written).ShouldBe([$"{name} open_session", $"{name} close_session"]);

        (await Admin.PostAsync($"users/{name}/server")).ShouldBe(201);
        (await Admin.PostAsync($"users/{name}/server/reset")).Status.ShouldBe(200);
        File.ReadAllLines(Written)[2..].ShouldBe([$"{name} open_session", $"{name} close_session"], "a reset is an end like any other");
    }

    [Test]
    public async Task A_user_who_is_added_gets_an_account_of_the_machine_and_their_server_starts()
    {
        (await Admin.PostAsync($"users/{Newcomer}")).Status.ShouldBe(201);
        UnixAccounts.Find(Newcomer).ShouldNotBeNull();
        (await Admin.PostAsync($"users/{Newcomer}/server")).ShouldBe(201);
        (await Admin.DeleteAsync($"users/{Newcomer}/server")).ShouldBe(204);
    }

    protected override HubConfiguration Configured(HubConfiguration basis)
    {
        account = PamAccount.Make();
        var note = Path.Combine(folder, "note");
        File.WriteAllText(note, $"#!/bin/sh\n[ $PAM_USER = {account.Name} ] && echo $PAM_USER $PAM_TYPE >> {Written}\nexit 0\n");
        File.SetUnixFileMode(note, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return basis with
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "pam", AllowAll = true, AdminUsers = new HashSet<string> { "admin" } },
            LocalAccounts = new LocalOptions { CreateSystemUsers = true, AddUserCmd = ["useradd", "-M"] },
            Pam = new PamOptions
            {
                OpenSessions = true,
                Service = account.Service($"auth required pam_unix.so nodelay\naccount required pam_unix.so\nsession required pam_exec.so {note}"),
            },
        };
    }
}
