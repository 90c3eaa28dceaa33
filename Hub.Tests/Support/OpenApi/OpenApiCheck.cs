using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hub.Tests.Support.OpenApi;

/// <summary>
/// Lets a client of a hub under test pass only answers that are as the hub's own document says: a status it names, a body that
/// fits. Anything else throws, and so fails the test.
/// </summary>
public sealed partial class OpenApiCheck : DelegatingHandler
{
    private const string PageType = "application/jupyterhub-pagination+json";

    // What answers below the API without being an operation of it.
    private static readonly string[] Outside = ["/openapi.json", "/docs", "/health", "/metrics"];

    // The document differs between hubs by the base URL alone, so one hub of each is asked for it.
    private static readonly ConcurrentDictionary<string, OpenApiContract> Contracts = new();

    // OpenAPI has no GET with a body, which is how clients of old ask for a token, and who is behind a cookie.
    private static bool IsGetOfOld(HttpMethod method, string below) =>
        method == HttpMethod.Get && (below == "/authorizations/token" || GetOfOld().IsMatch(below));

    private OpenApiContract? contract;

    public OpenApiCheck(HttpMessageHandler inner) : base(inner)
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (BelowApi(request.RequestUri!) is not var (root, below))
            return answer;
        contract ??= await ContractAsync(request.RequestUri!, root, cancellationToken);
        if (Outside.Any(outside => below.StartsWith(outside, StringComparison.Ordinal)) || IsGetOfOld(request.Method, below))
            return answer;
        if (answer.Content.Headers.ContentType?.MediaType == "application/json")
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
        var faults = await FaultsAsync(request, below, answer, cancellationToken);
        if (faults.Count > 0)
            throw new ContractException($"{request.Method} {below} answers {(int)answer.StatusCode}, which is not as documented:\n{string.Join("\n", faults)}");
        return answer;
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(HttpRequestMessage request, string below, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (answer.StatusCode == HttpStatusCode.NotModified || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options)
            return [];
        // A zero byte in a path is refused by the web server itself, before there is anybody to word it.
        if (answer.StatusCode == HttpStatusCode.BadRequest && request.RequestUri!.OriginalString.Contains("%00", StringComparison.Ordinal))
            return [];
        if (contract!.ItemAt(below)?[request.Method.Method.ToLowerInvariant()]?.AsObject() is not { } operation)
            return await UnknownAsync(answer, ct);
        if (operation["responses"]![status] is not JsonObject documented)
            return [$"the status is not in the document: {await answer.Content.ReadAsStringAsync(ct)}"];
        var faults = await BodyFaultsAsync(documented["content"]?.AsObject(), WantsPage(request), answer, ct);
        return faults.Count > 0 && documented["x-older-answer"] is JsonObject older
            ? new SchemaCheck(contract!).Faults(await JsonAsync(answer, ct), older)
            : faults;
    }

    /// <summary>What the document does not know must be refused, in the form of all errors.</summary>
    private async Task<IReadOnlyList<string>> UnknownAsync(HttpResponseMessage answer, CancellationToken ct) =>
        answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest
            ? new SchemaCheck(contract!).Faults(await JsonAsync(answer, ct), contract!.Schema("Error")!)
            : ["the operation is not in the document"];

    private async Task<IReadOnlyList<string>> BodyFaultsAsync(JsonObject? content, bool wantsPage, HttpResponseMessage answer, CancellationToken ct)
    {
        if (content is null || content.Count == 0)
            return answer.Content.Headers.ContentLength is null or 0 ? [] : ["a body, where the document has none"];
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (type is not null && type != "application/json")
            return content.ContainsKey(type) ? [] : [$"a body of type {type}"];
        var schema = (wantsPage ? content[PageType] : null) ?? content["application/json"];
        if (schema is null)
            return ["a JSON body, where the document has another"];
        return new SchemaCheck(contract!).Faults(await JsonAsync(answer, ct), schema["schema"]!.AsObject());
    }

    private static bool WantsPage(HttpRequestMessage request) => request.Headers.Accept.Any(accept => accept.ToString().Equals(PageType, StringComparison.OrdinalIgnoreCase));

    private static async Task<JsonNode?> JsonAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new ContractException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answers {(int)answer.StatusCode} with a body that is no JSON: {text}");
        }
    }

    /// <summary>The base URL and the path below the API, or below its alias; null for pages.</summary>
    private static (string Root, string Below)? BelowApi(Uri asked)
    {
        var match = ApiPath().Match(asked.AbsolutePath);
        return match.Success ? (match.Groups["root"].Value, match.Groups["below"].Value is { Length: > 0 } below ? below : "/") : null;
    }

    private async Task<OpenApiContract> ContractAsync(Uri asked, string root, CancellationToken ct) =>
        Contracts.TryGetValue(root, out var known) ? known : Contracts[root] = await LoadAsync(asked, root, ct);

    private async Task<OpenApiContract> LoadAsync(Uri asked, string root, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(asked, $"{root}hub/api/openapi.json"));
        using var answer = await base.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        return OpenApiContract.Parse(await answer.Content.ReadAsStringAsync(ct));
    }

    [GeneratedRegex("^/authorizations/cookie/[^/]+$", RegexOptions.CultureInvariant)]
    private static partial Regex GetOfOld();

    [GeneratedRegex(@"^(?<root>/(?:[^/]+/)??)(?:hub/)?api(?<below>/.*|)$", RegexOptions.CultureInvariant)]
    private static partial Regex ApiPath();
}

/// <summary>An answer is not as the hub's document says.</summary>
public sealed class ContractException(string message) : Exception(message);
