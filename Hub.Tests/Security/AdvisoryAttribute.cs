namespace Hub.Tests.Security;

/// <summary>Says which published mistake of others a test makes sure of.</summary>
/// <param name="id">One of <see cref="AdvisoryListTests.Known"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AdvisoryAttribute(string id) : PropertyAttribute("Advisory", id)
{
    public string Id { get; } = id;
}
