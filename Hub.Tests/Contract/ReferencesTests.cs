using System.Text.RegularExpressions;
using Hub.Api;
using Hub.Data;
using Hub.Domain;
using Hub.Tests.Support;

namespace Hub.Tests.Contract;

/// <summary>Who may refer to whom: Api to Data to Domain, and in Domain each feature only to those before it.</summary>
public sealed partial class ReferencesTests
{
    /// <summary>The features of Domain in their line; a group in one string stands side by side.</summary>
    private static readonly string[] Line =
    [
        "Errors", "Paging Notices", "Scopes", "Users Groups Roles", "Tokens Access", "Audit", "Authenticators", "OAuth", "Activity", "Routes",
        "Spawners", "Services", "Servers", "Shares", "Upkeep",
    ];

    [Test]
    public void Domain_knows_neither_the_web_nor_the_database() =>
        ReferencesOf(typeof(DomainServices)).ShouldAllBe(name =>
            !name.StartsWith("Microsoft.AspNetCore") && !name.StartsWith("Npgsql") && !name.StartsWith("Microsoft.EntityFrameworkCore")
            && name != "Dapper" && name != "Newtonsoft.Json" && name != "Hub.Data" && name != "Hub.Api");

    [Test]
    public void Data_knows_no_web() => ReferencesOf(typeof(DataServices)).ShouldAllBe(name =>
        !name.StartsWith("Microsoft.AspNetCore") && name != "Hub.Api" && name != "Hub.Proxy");

    [Test]
    public void The_hub_and_the_proxy_know_each_other_only_over_http()
    {
        ReferencesOf(typeof(HubHost)).ShouldNotContain("Hub.Proxy");
        ReferencesOf(typeof(Hub.Proxy.ProxyHost)).ShouldAllBe(name => !name.StartsWith("Hub."));
    }

    [Test]
    public void Features_of_domain_stand_in_a_line()
    {
        var place = Line.SelectMany((features, at) => features.Split(' ').Select(feature => (feature, at))).ToDictionary(pair => pair.feature, pair => pair.at);
        var upwards =
            from file in Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Path, "Hub.Domain"), "*.cs", SearchOption.AllDirectories)
            let feature = Path.GetRelativePath(Path.Combine(RepositoryFolder.Path, "Hub.Domain"), file).Split(Path.DirectorySeparatorChar)[0]
            where place.ContainsKey(feature) && !file.EndsWith("Options.cs") && !file.EndsWith("Definition.cs")
            from used in Using().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
            where place.TryGetValue(used, out var at) && at > place[feature]
            select $"{feature} uses {used}: {Path.GetFileName(file)}";
        upwards.ShouldBeEmpty();
    }

    private static IEnumerable<string> ReferencesOf(Type type) => type.Assembly.GetReferencedAssemblies().Select(name => name.Name!);

    [GeneratedRegex(@"^using Hub\.Domain\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
