namespace Hub.Data.Schema;

/// <summary>A secret all replicas must share and that nobody configured: made once, by whichever replica came first.</summary>
public sealed class HubSecret
{
    public required string Name { get; set; }

    public required byte[] Value { get; set; }
}
