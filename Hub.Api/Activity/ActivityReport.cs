using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Activity;

/// <summary>A report of activity. It says something of the user, of servers, or of both.</summary>
public sealed class ActivityReport : IReadsBody<ActivityReport>
{
    /// <summary>When the user was last active.</summary>
    [DocumentedAs(typeof(DateTimeOffset))]
    public JToken? LastActivity { get; private init; }

    /// <summary>By server name; the default server's is empty.</summary>
    [DocumentedAs(typeof(Dictionary<string, ServerActivityModel>))]
    public JToken? Servers { get; private init; }

    internal JToken? Body { get; private init; }

    /// <summary>Of the user; null when the report speaks of servers only.</summary>
    internal ReportedTime? Own { get; private init; }

    /// <summary>By server name; a time that is not there at all is null.</summary>
    internal IReadOnlyList<(string Name, ReportedTime? Time)> OfServers { get; private init; } = [];

    /// <summary>As JupyterHub, it takes what is empty for what was left out.</summary>
    public static ActivityReport Read(JToken? body)
    {
        var (own, servers) = ((body as JObject)?["last_activity"], (body as JObject)?["servers"]);
        return new()
        {
            Body = body,
            LastActivity = own,
            Servers = servers,
            Own = PythonValue.IsFalsy(own) ? null : ReportedTime.Read(own!),
            OfServers = servers is JObject byName ? [.. byName.Properties().Select(entry => (entry.Name, TimeOf(entry.Value)))] : [],
        };
    }

    private static ReportedTime? TimeOf(JToken server) => (server as JObject)?["last_activity"] is { } at ? ReportedTime.Read(at) : null;
}

/// <summary>A report of activity of one server.</summary>
/// <param name="LastActivity">When it was last active.</param>
public sealed record ServerActivityModel(DateTimeOffset LastActivity);

/// <summary>What a report of activity must hold, in JupyterHub's words and order.</summary>
public sealed class ActivityReportValidator : AbstractValidator<ActivityReport>
{
    private const string ServersForm = "servers must be a dict of the form {server_name: {last_activity: timestamp}}";

    /// <summary>Clocks differ, and so do ideas of time zones; beyond this it is a mistake.</summary>
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromMinutes(59);

    private readonly TimeProvider clock;

    public ActivityReportValidator(TimeProvider clock)
    {
        this.clock = clock;
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(report => report.Body).Must(body => body is JObject).WithMessage("body must be a json dict");
        RuleFor(report => report.Body).Must((report, _) => !PythonValue.IsFalsy(report.LastActivity) || !PythonValue.IsFalsy(report.Servers))
            .WithMessage("body must contain at least one of `last_activity` or `servers`");
        RuleFor(report => report.Servers)
            .Must((report, servers) => PythonValue.IsFalsy(servers) || (servers is JObject && report.OfServers.All(server => server.Time is not null)))
            .WithMessage(ServersForm);
        RuleForEach(report => report.OfServers).Must(server => MistakeIn(server.Time!) is null).WithMessage((_, server) => MistakeIn(server.Time!));
        RuleFor(report => report.Own).Must(own => own is null || MistakeIn(own) is null).WithMessage((_, own) => MistakeIn(own!));
    }

    private string? MistakeIn(ReportedTime time)
    {
        if (time.At is not { } at)
            return $"Not a valid timestamp: {PythonValue.Shown(time.Written)}";
        return at - clock.GetUtcNow() <= FarthestAhead ? null : $"Rejecting activity from more than an hour in the future: {Timestamp.Of(at)}";
    }
}
