namespace Hub.Domain.Servers;

/// <summary>What became of the wish to stop a server.</summary>
public enum StopAdmission
{
    /// <summary>The transition is ours: a lease was taken.</summary>
    Begun,

    /// <summary>Nothing runs.</summary>
    Stopped,

    /// <summary>A start was under way; its owner has been asked to cancel it.</summary>
    StartCancelled,

    /// <summary>It runs on another machine, whose replicas have been told to stop it.</summary>
    Elsewhere,

    /// <summary>It is being stopped already.</summary>
    PendingStop,
}
