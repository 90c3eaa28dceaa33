using Hub.Domain.Authenticators.Multi;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Configuration;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Domain.Authenticators.Pam;

[NonParallelizable]
public sealed class PamSessionsTests
{
    [Test]
    public async Task Sessions_are_opened_and_closed_until_the_first_error()
    {
        using var account = PamAccount.Make();
        var folder = Directory.CreateTempSubdirectory();
        var written = Path.Combine(folder.FullName, "written");
        var script = Path.Combine(folder.FullName, "note");
        File.WriteAllText(script, $"#!/bin/sh\necho $PAM_USER $PAM_TYPE >> {written}\n[ ! -e {written}.fail ]\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var service = account.Service($"session required pam_exec.so {script}");
        var log = new RecordingLogger();
        using var sessions = Sessions(new HubConfiguration { Pam = new PamOptions { Service = service, OpenSessions = true } }, log);

        await sessions.OpenAsync(account.Name, default);
        await sessions.CloseAsync(account.Name, default);
        File.ReadAllLines(written).ShouldBe([$"{account.Name} open_session", $"{account.Name} close_session"]);

        File.WriteAllText(written + ".fail", "");
        await sessions.OpenAsync(account.Name, default);
        log.Text.ShouldContain("could not be opened, and none is from now on");
        File.Delete(written + ".fail");
        await sessions.OpenAsync(account.Name, default);
        File.ReadAllLines(written).Length.ShouldBe(3);
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task Unless_they_are_wanted_there_are_none()
    {
        using var sessions = Sessions(new HubConfiguration { Pam = new PamOptions { Service = "nosuchservice" } }, new RecordingLogger());
        await sessions.OpenAsync("root", default);
    }

    [Test]
    public async Task One_of_several_authenticators_may_want_them_for_its_users()
    {
        using var account = PamAccount.Make();
        var service = account.Service("session required pam_deny.so");
        var log = new RecordingLogger();
        using var sessions = Sessions(
            Reading.File($$$"""
                {"JupyterHub": {"authenticator_class": "multi"}, "MultiAuthenticator": {"authenticators": [
                    {"authenticator_class": "dummy", "config": {"password": "password"}},
                    {"authenticator_class": "pam", "username_prefix": "staff-", "config": {"open_sessions": true, "service": "{{{service}}}"} } ] } }
                """).Valid(),
            log);
        await sessions.OpenAsync("ann", default);
        log.Text.ShouldBeEmpty();
        await sessions.OpenAsync("staff-ann", default);
        log.Text.ShouldContain("The PAM session of 'staff-ann' could not be opened");
    }

    private static PamSessions Sessions(HubConfiguration configuration, RecordingLogger log) => new(new UserRealms(configuration), new SessionLog(log));

    private sealed class SessionLog(ILogger log) : ILogger<PamSessions>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel, eventId, state, exception, formatter);
    }
}
