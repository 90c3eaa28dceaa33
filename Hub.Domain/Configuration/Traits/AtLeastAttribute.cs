namespace Hub.Domain.Configuration.Traits;

/// <summary>Text of a least length, or none at all.</summary>
public sealed class AtLeastAttribute(int characters) : ValueCheckAttribute
{
    public override string Allowed => $"at least {characters} characters";

    public override string? Problem(object value) =>
        ((string)value) is { Length: > 0 } text && text.Length < characters ? "is too short" : null;
}
