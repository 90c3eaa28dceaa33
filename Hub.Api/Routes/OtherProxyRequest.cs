using System.Globalization;
using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Routes;

/// <summary>Another proxy; what is left out stays as it is.</summary>
public sealed class OtherProxyRequest : IReadsBody<OtherProxyRequest>
{
    /// <summary>Where its routes are set.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? ApiUrl { get; private init; }

    /// <summary>The token it asks of the hub.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? AuthToken { get; private init; }

    /// <summary>With <c>ip</c> and <c>port</c> the old way to say <c>api_url</c>.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Protocol { get; private init; }

    /// <summary>See <c>protocol</c>.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Ip { get; private init; }

    /// <summary>See <c>protocol</c>.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Port { get; private init; }

    internal JToken? Body { get; private init; }

    internal string? Token => BodyRules.TextOf(AuthToken);

    /// <summary>As <c>api_url</c>, or in the parts that hubs of old took.</summary>
    internal string? Url => BodyRules.TextOf(ApiUrl) ?? (BodyRules.TextOf(Ip) is { } ip
        ? string.Create(CultureInfo.InvariantCulture, $"{BodyRules.TextOf(Protocol) ?? "http"}://{ip}:{Port}")
        : null);

    public static OtherProxyRequest Read(JToken? body) => new()
    {
        Body = body,
        ApiUrl = BodyRules.Of(body, "api_url"),
        AuthToken = BodyRules.Of(body, "auth_token"),
        Protocol = BodyRules.Of(body, "protocol"),
        Ip = BodyRules.Of(body, "ip"),
        Port = BodyRules.Of(body, "port"),
    };
}

/// <summary>What must be said of another proxy, in JupyterHub's words where it has any.</summary>
public sealed class OtherProxyRequestValidator : AbstractValidator<OtherProxyRequest>
{
    public OtherProxyRequestValidator()
    {
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(request => request.Body).Must(body => body is not null).WithMessage("need JSON body");
        RuleFor(request => request.Body).Must(body => body is JObject).WithMessage("Request body must be JSON dict");
        RuleFor(request => request.ApiUrl).BeTextOrNothing().WithMessage("api_url must be a string");
        RuleFor(request => request.AuthToken).BeTextOrNothing().WithMessage("auth_token must be a string");
        RuleFor(request => request.Protocol).BeTextOrNothing().WithMessage("protocol must be a string");
        RuleFor(request => request.Ip).BeTextOrNothing().WithMessage("ip must be a string");
        RuleFor(request => request.Port).Must(IsPort).WithMessage("port must be a number from 1 to 65535");
        RuleFor(request => request.Port).Must((request, port) => request.Ip is null || port is not null).WithMessage("port must be given beside ip");
        RuleFor(request => request.Url).Must(IsUrl).WithMessage("api_url must be an http or https URL");
    }

    /// <summary>A number, or a text that is one.</summary>
    private static bool IsPort(JToken? port) => port is null
        || (port.Type is JTokenType.Integer or JTokenType.String
            && ushort.TryParse(port.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0);

    private static bool IsUrl(string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https");
}
