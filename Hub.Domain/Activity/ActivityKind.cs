namespace Hub.Domain.Activity;

/// <summary>What was active.</summary>
public enum ActivityKind
{
    User,
    Server,
    Token,
}
