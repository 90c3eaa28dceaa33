using Hub.Domain.Activity;

namespace Hub.Domain.Servers;

/// <summary>Notes that a server starts or has stopped: as in JupyterHub both are activity of its owner, as they are, by its row, of the server.</summary>
public sealed class ServerActivity(ActivityRecorder recorder, TimeProvider clock)
{
    public void Note(Server server) => recorder.Seen(ActivityKind.User, server.UserId, clock.GetUtcNow());
}
