using Hub.Domain.Activity;

namespace Hub.Domain.Servers;

/// <summary>Notes that a server starts or has stopped: as in JupyterHub both are activity, of the server and of its owner.</summary>
public sealed class ServerActivity(ActivityRecorder recorder, TimeProvider clock)
{
    public void Note(Server server)
    {
        var now = clock.GetUtcNow();
        recorder.Seen(ActivityKind.Server, server.Id, now);
        recorder.Seen(ActivityKind.User, server.UserId, now);
    }
}
