using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Tests.Support.OpenApi;

/// <summary>
/// Lets a client of a hub under test pass only answers that are as the hub's own document says: a status it names, a body that
/// fits. Anything else throws, and so fails the test.
/// </summary>
public sealed class OpenApiCheck : DelegatingHandler
{
    private const string PageType = "application/jupyterhub-pagination+json";

    // What answers below the API without being an operation of it.
    private static readonly string[] Outside = ["/openapi.json", "/docs", "/health", "/metrics"];

    private OpenApiContract? contract;

    public OpenApiCheck(HttpMessageHandler inner) : base(inner)
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        contract ??= await LoadAsync(request.RequestUri!, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith(contract.Root, StringComparison.Ordinal))
            return answer;
        var below = path[contract.Root.Length..] is { Length: > 0 } rest ? rest : "/";
        if (Outside.Any(outside => below.StartsWith(outside, StringComparison.Ordinal)))
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
        if (contract!.ItemAt(below)?[request.Method.Method.ToLowerInvariant()]?.AsObject() is not { } operation)
            return await UnknownAsync(answer, ct);
        if (operation["responses"]![status] is not JsonObject documented)
            return [$"the status is not in the document: {await answer.Content.ReadAsStringAsync(ct)}"];
        return await BodyFaultsAsync(documented["content"]?.AsObject(), WantsPage(request), answer, ct);
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

    private static bool WantsPage(HttpRequestMessage request) => request.Headers.Accept.Any(accept => accept.MediaType == PageType);

    private static async Task<JsonNode?> JsonAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new ContractException($"The body is no JSON: {text}");
        }
    }

    private async Task<OpenApiContract> LoadAsync(Uri asked, CancellationToken ct)
    {
        var root = asked.AbsolutePath[..(asked.AbsolutePath.IndexOf("/hub/", StringComparison.Ordinal) + 1)];
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(asked, $"{root}hub/api/openapi.json"));
        using var answer = await base.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        return OpenApiContract.Parse(await answer.Content.ReadAsStringAsync(ct));
    }
}

/// <summary>An answer is not as the hub's document says.</summary>
public sealed class ContractException(string message) : Exception(message);
