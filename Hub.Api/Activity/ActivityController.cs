using Hub.Api.Access;
using Hub.Api.Users;
using Hub.Domain.Activity;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Activity;

/// <summary>Where servers and services say when somebody was active.</summary>
[Route("users/{name}/activity")]
public sealed class ActivityController(IUserSnapshots users, ActivityRecorder recorder) : HubApiController
{
    /// <summary>Report activity of a user and of their servers.</summary>
    /// <remarks>Times never go backwards. All is checked before anything is recorded.</remarks>
    [HttpPost, NeedsScope("users:activity", On = Subject.User), UserFirst(Words = "No such user: {0}")]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Report(string name, ActivityReport report, CancellationToken ct)
    {
        var user = await users.FindAsync(name, includeStopped: true, ct) ?? throw new NotFoundException($"No such user: {PythonText.Quoted(name)}");
        var seen = new List<(int ServerId, DateTimeOffset At)>();
        foreach (var (serverName, time) in report.OfServers)
        {
            var server = user.Servers.FirstOrDefault(server => server.Name == serverName)
                ?? throw new InvalidInputException($"No such server '{serverName}' for user {name}");
            seen.Add((server.Id, time!.At!.Value));
        }

        if (report.Own is { At: { } own })
            recorder.Seen(ActivityKind.User, user.User.Id, own);
        foreach (var (serverId, at) in seen)
            recorder.Seen(ActivityKind.Server, serverId, at);
        return Done();
    }
}
