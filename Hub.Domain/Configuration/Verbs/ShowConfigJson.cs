using System.Text.Json.Nodes;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Verbs;

/// <summary>What <c>--show-config-json</c> prints: the traits somebody has set, by class and name, in the form of a configuration file.</summary>
public static class ShowConfigJson
{
    public static string Render(HubConfiguration configuration)
    {
        var classes = new JsonObject();
        foreach (var value in configuration.Values.Where(value => !value.IsDefault))
        {
            var dot = value.Trait.LastIndexOf('.');
            var traits = classes[value.Trait[..dot]]?.AsObject();
            if (traits is null)
                classes[value.Trait[..dot]] = traits = [];
            traits[value.Trait[(dot + 1)..]] = value.Text == SecretText.Hidden ? SecretText.Hidden : JsonNode.Parse(value.Text);
        }

        return JsonText.Of(classes);
    }
}
