using System.Text.Json.Nodes;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Primitives;

namespace Hub.Api.Pages;

/// <summary>Reads the options of a start from a query or from the options form.</summary>
public sealed class SpawnOptions(SpawnerOptions options)
{
    private const string Prefix = "opt-";

    private static readonly string[] OfTheHub = ["next", "display_name", "_xsrf"];

    /// <summary>HTML of the form users fill in; empty when there is none.</summary>
    public string Form => options.OptionsForm;

    /// <summary>
    /// Options named with <c>opt-</c>; as JupyterHub before 6.0 any others too, unless one has the prefix.
    /// </summary>
    /// <returns>Null when the query holds none.</returns>
    /// <exception cref="BadHttpRequestException">An option has no name.</exception>
    public JsonObject? FromQuery(IQueryCollection query)
    {
        var given = query.Where(pair => !OfTheHub.Contains(pair.Key)).ToList();
        if (given.Any(pair => pair.Key == Prefix))
            throw new BadHttpRequestException($"Invalid user-option name {Prefix}", StatusCodes.Status422UnprocessableEntity);
        var prefixed = given.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        if (prefixed.Count > 0)
            return Read(prefixed.Select(pair => KeyValuePair.Create(pair.Key[Prefix.Length..], pair.Value)));
        return given.Count > 0 ? Read(given) : null;
    }

    public JsonObject FromForm(IFormCollection form) => Read(form.Where(pair => pair.Key != "_xsrf"));

    private JsonObject Read(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var lists = fields.ToDictionary(
            pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.Select(value => value ?? "")]);
        return options.OptionsFromForm == "simple" ? FormOptions.Simple(lists) : FormOptions.Passthrough(lists);
    }
}
