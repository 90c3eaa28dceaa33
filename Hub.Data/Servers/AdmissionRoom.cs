using Hub.Domain.Servers;

namespace Hub.Data.Servers;

/// <summary>How many servers there are in which state, and what that means for those who want to start one.</summary>
internal sealed class AdmissionRoom(Dictionary<int, string> states, long starting, long queued, long active)
{
    /// <summary>Decides on one start, and counts it for those that come after. Null when there is no such server.</summary>
    public StartAdmission? Admit(StartTicket ticket)
    {
        if (!states.TryGetValue(ticket.ServerId, out var state))
            return null;
        var admission = Decide(ticket, state);
        switch (admission)
        {
            case StartAdmission.Begun:
                (states[ticket.ServerId], starting) = ("starting", starting + 1);
                if (state == "queued")
                    queued--;
                else
                    active++;
                break;
            case StartAdmission.Queued:
                (states[ticket.ServerId], queued, active) = ("queued", queued + 1, active + 1);
                break;
        }

        return admission;
    }

    private StartAdmission Decide(StartTicket ticket, string state) => state switch
    {
        "queued" when ticket.FromQueue => IsFull(ticket, starting) ? StartAdmission.SpawnLimit : StartAdmission.Begun,
        "starting" or "queued" => StartAdmission.PendingStart,
        "stopping" => StartAdmission.PendingStop,
        "ready" => StartAdmission.Running,
        // Its turn came, and meanwhile somebody called it off.
        _ when ticket.FromQueue => StartAdmission.PendingStart,
        _ when ticket.ActiveLimit > 0 && active >= ticket.ActiveLimit =>
            IsFull(ticket, starting) ? StartAdmission.SpawnLimit : StartAdmission.ActiveLimit,
        // Nobody overtakes those who wait.
        _ when IsFull(ticket, starting + queued) =>
            ticket.QueueTimeout is not null && queued < ticket.QueueLimit ? StartAdmission.Queued : StartAdmission.SpawnLimit,
        _ => StartAdmission.Begun,
    };

    private static bool IsFull(StartTicket ticket, long starting) => ticket.SpawnLimit > 0 && starting >= ticket.SpawnLimit;
}
