namespace Hub.Domain.Configuration.Traits;

/// <summary>A broken rule, said of one property; the reader adds the trait's name, value and origin.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Problem">What is wrong, without repeating the value.</param>
/// <param name="Allowed">What is allowed.</param>
public sealed record OptionProblem(string Property, string Problem, string Allowed)
{
    /// <summary>The place inside the value, such as <c>[2].name</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>A warning lets the hub start.</summary>
    public bool IsWarning { get; init; }
}
