namespace Hub.Domain.Configuration.Traits;

/// <summary>A number within bounds, both included.</summary>
public sealed class BetweenAttribute(double least, double most = double.PositiveInfinity) : ValueCheckAttribute
{
    public override string Allowed => double.IsPositiveInfinity(most)
        ? $"a number from {least} upwards"
        : $"a number from {least} to {most}";

    public override string? Problem(object value)
    {
        var number = value is TimeSpan time ? time.TotalSeconds : Convert.ToDouble(value);
        return number < least ? "is too small" : number > most ? "is too large" : null;
    }
}
