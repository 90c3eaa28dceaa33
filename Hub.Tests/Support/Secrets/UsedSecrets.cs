using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Tests.Support.Secrets;

/// <summary>The secrets that the tests of one hub have used, for its log to be searched for them.</summary>
public sealed class UsedSecrets
{
    private const int Shortest = 10;

    private static readonly ConcurrentDictionary<int, UsedSecrets> s_atPorts = new();

    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.Ordinal);

    public int Count => secrets.Count;

    /// <summary>Those of the hub at a port; null where no hub of a test is.</summary>
    public static UsedSecrets? At(int port) => s_atPorts.GetValueOrDefault(port);

    public void IsAt(int port) => s_atPorts[port] = this;

    /// <summary>What is short or could be a word is left out: it would be found anywhere.</summary>
    public void Add(string what, string? secret)
    {
        if (secret is { Length: >= Shortest } && !secret.All(char.IsAsciiLetter))
            secrets.TryAdd(secret, what);
    }

    /// <summary>Every value of a trait that is marked as secret.</summary>
    public void AddOf(HubConfiguration configuration)
    {
        foreach (var options in typeof(HubConfiguration).GetProperties().Select(property => property.GetValue(configuration)).OfType<object>())
        {
            foreach (var trait in options.GetType().GetProperties().Where(property => property.IsDefined(typeof(SecretAttribute))))
                AddAll(trait.Name, trait.GetValue(options));
        }

        foreach (var service in configuration.Services.Services)
            Add($"api_token of {service.Name}", service.ApiToken);
    }

    /// <summary>What each secret is that a text holds.</summary>
    public IReadOnlyList<string> In(string text)
    {
        if (secrets.IsEmpty || !text.AsSpan().ContainsAny(SearchValues.Create([.. secrets.Keys], StringComparison.Ordinal)))
            return [];
        return [.. secrets.Where(secret => text.Contains(secret.Key, StringComparison.Ordinal)).Select(secret => secret.Value).Distinct()];
    }

    private void AddAll(string what, object? value)
    {
        switch (value)
        {
            case string text:
                Add(what, text);
                break;
            // Of tokens and passwords in the configuration the keys are the secrets.
            case IDictionary pairs:
                AddAll(what, pairs.Keys);
                break;
            case IEnumerable several:
                foreach (var one in several)
                    AddAll(what, one);
                break;
        }
    }
}
