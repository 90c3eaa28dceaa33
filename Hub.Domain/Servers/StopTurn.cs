using System.Text.Json.Nodes;

namespace Hub.Domain.Servers;

/// <summary>What became of the wish to stop a server.</summary>
/// <param name="State">The spawner state of the server that is to end, as the row has it now; empty unless the stop has begun.</param>
public sealed record StopTurn(StopAdmission Admission, Lease Lease, JsonObject State)
{
    public StopTurn(StopAdmission admission)
        : this(admission, default, [])
    {
    }
}
