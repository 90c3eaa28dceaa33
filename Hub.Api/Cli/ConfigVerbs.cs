using Hub.Domain.Configuration.Verbs;

namespace Hub.Api.Cli;

/// <summary>The verbs about the configuration: <c>validate-config</c>, <c>show-config</c>, <c>generate-config</c>.</summary>
internal static class ConfigVerbs
{
    public static async Task<int> ValidateAsync(string[] args, CancellationToken ct)
    {
        var (result, _) = await ConfigurationLoad.ReadAsync(args, ct);
        Console.WriteLine(ValidateConfigText.Render(result));
        return result.IsValid ? 0 : 1;
    }

    public static async Task<int> ShowAsync(string[] args, CancellationToken ct)
    {
        var (configuration, urls, _) = await ConfigurationLoad.LoadAsync(args, ct);
        Console.WriteLine(ShowConfigText.Render(configuration, urls));
        return 0;
    }

    public static Task<int> GenerateAsync(string[] args, CancellationToken ct)
    {
        Console.WriteLine(GenerateConfigText.Render(TraitDocumentation.Load()));
        return Task.FromResult(0);
    }
}
