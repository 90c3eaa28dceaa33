using System.Text.Json.Nodes;
using Hub.Domain.Configuration.Reading;
using Hub.Domain.Configuration.Sources;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>
/// Turns sources into a configuration, or into the list of everything wrong with them. The most specific class wins, as in
/// traitlets; among settings of one class the later source.
/// </summary>
public sealed class ConfigurationReader
{
    private const string Default = "default";

    private readonly Findings _findings = new();
    private readonly IReadOnlyList<IConfigurationSource> _sources;
    private readonly List<ResolvedSetting> _settings;
    private readonly ChosenClasses _chosen;
    private readonly HubConfiguration _configuration = new();
    private readonly Dictionary<string, string> _origins = [];

    private ConfigurationReader(IReadOnlyList<IConfigurationSource> sources)
    {
        _sources = sources;
        foreach (var source in sources)
        {
            _findings.Mistakes.AddRange(source.Mistakes);
            _findings.Warnings.AddRange(source.Warnings);
        }

        _settings = new SettingResolver(_findings).Resolve(sources);
        _chosen = new ChosenClasses(_settings);
    }

    /// <summary>Reads the sources, given in rising priority: files, then the environment, then the command line.</summary>
    public static ConfigurationResult Read(IReadOnlyList<IConfigurationSource> sources) => new ConfigurationReader(sources).Read();

    private ConfigurationResult Read()
    {
        foreach (var setting in _settings)
        {
            SettingCheck.Check(setting, _findings);
            if (_chosen.Distance(setting.ClassName) < 0)
                _findings.Warn(setting, $"has no effect, because the class in use is {_chosen.For(setting.ClassName)}");
        }

        var supported = TraitCatalogue.All.Where(trait => trait.Status == TraitStatus.Supported).ToList();
        supported.ForEach(Bind);
        foreach (var options in TraitCatalogue.OptionProperties)
            CheckRules(options.GetValue(_configuration)!);
        var configuration = _configuration with { Values = [.. supported.Select(Value)] };
        return new ConfigurationResult(_findings.Mistakes.Count == 0 ? configuration : null, _findings.Mistakes, _findings.Warnings);
    }

    private void Bind(TraitDefinition trait)
    {
        var winner = WinnerOf(trait);
        if (winner is not null)
        {
            SettingCheck.Bind(winner, HolderOf);
            _origins[trait.FullName] = winner.Setting.Origin + (winner.Written == trait.FullName ? "" : $" as {winner.Written}");
            return;
        }

        foreach (var property in trait.Properties)
        {
            if (property.DefaultFor(_chosen.For(trait.ClassName)) is { } special)
                property.ReadInto(HolderOf(property), special, "", new TraitReading());
            var variable = property.EnvironmentDefaultsFor(_chosen.For(trait.ClassName)).FirstOrDefault(one => Variable(one.Variable) is not null);
            if (variable is not null)
                BindVariable(trait, variable.Variable, variable.Read(Variable));
        }
    }

    /// <summary>The setting that takes effect.</summary>
    private ResolvedSetting? WinnerOf(TraitDefinition trait) => _settings
        .Where(setting => setting.Trait == trait && _chosen.Distance(setting.ClassName) >= 0)
        .OrderBy(setting => _chosen.Distance(setting.ClassName))
        .ThenByDescending(setting => setting.Rank)
        .ThenBy(setting => setting.IsRenamed)
        .FirstOrDefault();

    private void BindVariable(TraitDefinition trait, string variable, IReadOnlyList<string> texts)
    {
        var origin = $"environment variable {variable}";
        var setting = new ResolvedSetting(Setting.FromText(trait.ClassName, trait.Name, origin, string.Join(";", texts)), trait, trait.ClassName,
            trait.Type.FromTexts(texts), -1, false);
        SettingCheck.Check(setting, _findings);
        SettingCheck.Bind(setting, HolderOf);
        _origins[trait.FullName] = origin;
    }

    private void CheckRules(object options)
    {
        var properties = TraitProperty.Of(options.GetType());
        if (options is not ICheckedOptions rules || properties.Any(property => _findings.IsBroken($"{property.ClassName}.{property.TraitName}")))
            return;
        foreach (var problem in rules.Check().Concat(rules.CheckWith(_configuration)))
        {
            var property = properties.Single(property => property.Property.Name == problem.Property);
            var name = $"{property.ClassName}.{property.TraitName}";
            var isShown = problem.Path.Length == 0 && !property.IsSecret && _origins.ContainsKey(name);
            var mistake = new ConfigurationMistake(name + problem.Path, isShown ? JsonText.Shown(property.WriteOf(options)) : null,
                _origins.GetValueOrDefault(name, Default), problem.Problem, problem.Allowed);
            (problem.IsWarning ? _findings.Warnings : _findings.Mistakes).Add(mistake);
        }
    }

    private TraitValue Value(TraitDefinition trait) => new(
        trait.FullName, Shown(trait), _origins.GetValueOrDefault(trait.FullName, Default), !_origins.ContainsKey(trait.FullName));

    private string Shown(TraitDefinition trait)
    {
        if (trait.IsKeyed)
        {
            return JsonText.Shown(new JsonObject(trait.Properties.OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property => KeyValuePair.Create(property.Key!, property.WriteOf(HolderOf(property))))));
        }

        var value = trait.Properties[0].WriteOf(HolderOf(trait.Properties[0]));
        if (trait.FullName == "JupyterHub.db_url" && !_configuration.Database.IsEmbedded && !_findings.IsBroken(trait.FullName))
            return JsonText.Of(_configuration.Database.Description);
        return trait.IsSecret && !JsonNode.DeepEquals(value, trait.DefaultValue) ? SecretText.Hidden : JsonText.Shown(value);
    }

    private object HolderOf(TraitProperty property) =>
        TraitCatalogue.OptionProperties.Single(options => options.PropertyType == property.Property.DeclaringType).GetValue(_configuration)!;

    private string? Variable(string name) => _sources.OfType<EnvironmentSource>()
        .Select(source => source.Variables.GetValueOrDefault(name))
        .LastOrDefault(value => !string.IsNullOrEmpty(value));
}
