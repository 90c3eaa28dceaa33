using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Reading;

/// <summary>Gathers mistakes and warnings, and sees to it that none shows a secret.</summary>
internal sealed class Findings
{
    private readonly HashSet<string> _broken = [];

    public List<ConfigurationMistake> Mistakes { get; } = [];

    public List<ConfigurationMistake> Warnings { get; } = [];

    /// <summary>Whether something was wrong with a trait, so that rules about it would only repeat that.</summary>
    public bool IsBroken(string fullName) => _broken.Contains(fullName);

    public void Warn(ResolvedSetting setting, string problem, string? instead = null, string path = "") =>
        Warnings.Add(new ConfigurationMistake(setting.Written + path, null, setting.Setting.Origin, problem, Instead: instead));

    /// <summary>Refuses a setting whatever its value is.</summary>
    public void Refuse(ResolvedSetting setting, string problem, string? instead)
    {
        _broken.Add(setting.Trait.FullName);
        Mistakes.Add(new ConfigurationMistake(setting.Written, null, setting.Setting.Origin, problem, Instead: instead));
    }

    public void Refuse(ResolvedSetting setting, TraitProblem problem)
    {
        _broken.Add(setting.Trait.FullName);
        var isSecret = setting.Trait.IsSecret || SecretText.IsSecretName(problem.Path);
        var value = problem.Value is null ? null : isSecret ? SecretText.Hidden : JsonText.ShownShort(problem.Value.Value);
        Mistakes.Add(new ConfigurationMistake(
            setting.Written + problem.Path, value, setting.Setting.Origin, problem.Problem, problem.Allowed, problem.Suggestion));
    }
}
