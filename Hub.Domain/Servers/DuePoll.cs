using System.Text.Json.Nodes;

namespace Hub.Domain.Servers;

/// <summary>A server whose poll is due: no more of its row than that takes.</summary>
public sealed record DuePoll(int ServerId, int Attempt, JsonObject State);
