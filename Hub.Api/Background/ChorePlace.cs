namespace Hub.Api.Background;

/// <summary>Which of the hubs do a chore.</summary>
public enum ChorePlace
{
    EveryHub,

    /// <summary>One for all: the hub that leads.</summary>
    Leader,

    /// <summary>Those that do not leave: a hub that goes would take back what it has just handed over.</summary>
    Staying,
}
