namespace Hub.Domain.Configuration.Traits;

/// <summary>Options with rules between several traits, or rules that deserve more than an attribute.</summary>
public interface ICheckedOptions
{
    IEnumerable<OptionProblem> Check();

    /// <summary>Rules that involve the traits of other features.</summary>
    IEnumerable<OptionProblem> CheckWith(HubConfiguration all) => [];
}
