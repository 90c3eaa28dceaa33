using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Tests.Support.Secrets;

/// <summary>The secrets that the tests of one hub have used, for its log to be searched for them.</summary>
public sealed class UsedSecrets
{
    private const int Shortest = 10;
    private const int ShortestInContext = 4;

    /// <summary>What stands before a value that is meant to be secret.</summary>
    private static readonly string[] s_labels = ["password", "passwd", "pwd", "token", "secret", "otp", "pin", "code", "cookie", "key"];

    private static readonly ConcurrentDictionary<int, UsedSecrets> s_atPorts = new();

    private static readonly ConcurrentBag<UsedSecrets> s_all = [];

    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.Ordinal);

    /// <summary>Those that would be found anywhere, and so are looked for behind a word that says what they are.</summary>
    private readonly ConcurrentDictionary<string, string> shorts = new(StringComparer.Ordinal);

    public UsedSecrets() => s_all.Add(this);

    private UsedSecrets(IEnumerable<UsedSecrets> several)
    {
        foreach (var one in several)
        {
            foreach (var (secret, what) in one.secrets)
                secrets.TryAdd(secret, what);
            foreach (var (secret, what) in one.shorts)
                shorts.TryAdd(secret, what);
        }
    }

    public int Count => secrets.Count + shorts.Count;

    /// <summary>Those of all hubs so far.</summary>
    public static UsedSecrets OfAll() => new(s_all);

    /// <summary>Those of the hub at a port; null where no hub of a test is.</summary>
    public static UsedSecrets? At(int port) => s_atPorts.GetValueOrDefault(port);

    public void IsAt(int port) => s_atPorts[port] = this;

    /// <summary>What is short or could be a word is looked for in its context only.</summary>
    public void Add(string what, string? secret)
    {
        if (secret is { Length: >= Shortest } && !secret.All(char.IsAsciiLetter))
            secrets.TryAdd(secret, what);
        else if (secret is { Length: >= ShortestInContext } && !s_labels.Contains(secret))
            shorts.TryAdd(secret, what);
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
        var found = InContext(text).ToHashSet();
        if (!secrets.IsEmpty && text.AsSpan().ContainsAny(SearchValues.Create([.. secrets.Keys], StringComparison.Ordinal)))
            found.UnionWith(secrets.Where(secret => text.Contains(secret.Key, StringComparison.Ordinal)).Select(secret => secret.Value));
        return [.. found];
    }

    /// <summary>Behind a label, as in <c>password=1234</c>, <c>"otp": "1234"</c> or <c>token is 1234</c>.</summary>
    private IEnumerable<string> InContext(string text)
    {
        if (shorts.IsEmpty || !text.AsSpan().ContainsAny(SearchValues.Create([.. shorts.Keys], StringComparison.Ordinal)))
            yield break;
        foreach (var (secret, what) in shorts.Where(secret => text.Contains(secret.Key, StringComparison.Ordinal)))
        {
            var labels = string.Join('|', s_labels.Append(what).Select(Regex.Escape));
            if (Regex.IsMatch(text, $@"(?i:{labels})[""']?\s*(?:[:=]|\bis\b)\s*[""']?{Regex.Escape(secret)}(?![\w-])"))
                yield return what;
        }
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
