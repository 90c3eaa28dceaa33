namespace Hub.Domain.Routes;

/// <summary>Several places that serve one route alike, and the path by which the proxy asks each whether it is fit.</summary>
public sealed record TargetGroup(IReadOnlyList<string> Targets, string Health)
{
    public bool Equals(TargetGroup? other) => other is not null && Health == other.Health && Targets.SequenceEqual(other.Targets);

    public override int GetHashCode() => HashCode.Combine(Health, Targets.Count, Targets.FirstOrDefault());
}
