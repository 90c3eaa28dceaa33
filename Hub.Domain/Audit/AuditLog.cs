using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Audit;

/// <summary>Says each deed in the log too, as one line of JSON under the name <c>Hub.Audit</c>.</summary>
public sealed class AuditLog(ILoggerFactory loggers)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly ILogger log = loggers.CreateLogger("Hub.Audit");

    public void Write(IEnumerable<AuditEvent> events)
    {
        if (!log.IsEnabled(LogLevel.Information))
            return;
        foreach (var one in events)
            log.LogInformation("{AuditEvent}", Line(one));
    }

    /// <summary>The words of the REST API, with what is not known left out.</summary>
    private static string Line(AuditEvent one) => JsonSerializer.Serialize(
        new
        {
            one.Kind,
            one.Who,
            WhoKind = one.Actor.ToString().ToLowerInvariant(),
            one.OnBehalfOf,
            one.TokenId,
            one.Address,
            one.RequestId,
            one.Object,
            Outcome = one.Outcome.ToString().ToLowerInvariant(),
            one.Detail,
        },
        s_json);
}
