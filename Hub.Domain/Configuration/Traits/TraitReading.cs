using System.Text.Json;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Collects what is wrong while one value is read, so that nothing stops at the first mistake.</summary>
internal sealed class TraitReading
{
    /// <summary>Whether the value as a whole is a secret, its keys included.</summary>
    public bool IsSecret { get; init; }

    public List<TraitProblem> Problems { get; } = [];

    public object? Fail(string path, string problem, string? allowed, JsonElement? value = null, string? suggestion = null)
    {
        Problems.Add(new TraitProblem(path, problem, allowed, value, suggestion));
        return null;
    }

    /// <summary>The place of a key inside a dictionary; the keys of a secret are secrets too.</summary>
    public string Key(string path, string key) => $"{path}[{(IsSecret ? SecretText.Hidden : JsonText.Of(key))}]";
}

/// <summary>Something wrong at one place inside a value.</summary>
internal sealed record TraitProblem(string Path, string Problem, string? Allowed, JsonElement? Value, string? Suggestion);
