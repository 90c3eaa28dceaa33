namespace Hub.Domain.Access;

/// <summary>Who can own a token.</summary>
public enum OwnerKind
{
    User,
    Service,
}
