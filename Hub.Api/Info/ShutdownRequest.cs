using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Info;

/// <summary>What else goes with the hub; what is left out, its configuration decides.</summary>
[EmptyIsNone]
public sealed class ShutdownRequest : IReadsBody<ShutdownRequest>
{
    /// <summary>Whether the proxy goes too.</summary>
    [DocumentedAs(typeof(bool))]
    public JToken? Proxy { get; private init; }

    /// <summary>Whether the servers go too.</summary>
    [DocumentedAs(typeof(bool))]
    public JToken? Servers { get; private init; }

    internal JToken? Body { get; private init; }

    public static ShutdownRequest Read(JToken? body) =>
        new() { Body = body, Proxy = (body as JObject)?["proxy"], Servers = (body as JObject)?["servers"] };
}

/// <summary>What a request to shut down may hold, in JupyterHub's words.</summary>
public sealed class ShutdownRequestValidator : AbstractValidator<ShutdownRequest>
{
    public ShutdownRequestValidator()
    {
        RuleFor(request => request.Body).BeObjectOrNothing().WithMessage("Body must be a JSON object");
        RuleFor(request => request.Proxy).Must(IsFlagOrAbsent).WithMessage(request => Refusal("proxy", request.Proxy!));
        RuleFor(request => request.Servers).Must(IsFlagOrAbsent).WithMessage(request => Refusal("servers", request.Servers!));
    }

    private static bool IsFlagOrAbsent(JToken? value) => value is null || BodyRules.IsFlag(value);

    private static string Refusal(string key, JToken value) => $"{key} must be true or false, got {PythonValue.Shown(value)}";
}
