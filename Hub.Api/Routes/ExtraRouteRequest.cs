using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Routes;

/// <summary>A route to add by hand; without a body, or with any other, the routes are mended.</summary>
public sealed class ExtraRouteRequest : IReadsBody<ExtraRouteRequest>
{
    /// <summary>Which requests it takes.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Path { get; private init; }

    /// <summary>Where they go.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Target { get; private init; }

    internal (string Path, string Target)? Route =>
        BodyRules.TextOf(Path) is { } path && BodyRules.TextOf(Target) is { } target ? (path, target) : null;

    public static ExtraRouteRequest Read(JToken? body) => new() { Path = BodyRules.Of(body, "path"), Target = BodyRules.Of(body, "target") };
}

/// <summary>What a route to add must hold.</summary>
public sealed class ExtraRouteRequestValidator : AbstractValidator<ExtraRouteRequest>
{
    public ExtraRouteRequestValidator()
    {
        RuleFor(request => request.Path).BeTextOrNothing().WithMessage("path must be a string");
        RuleFor(request => request.Target).BeTextOrNothing().WithMessage("target must be a string");
        RuleFor(request => request.Path).Must((request, path) => path is not null || request.Target is null)
            .WithMessage("path must be given beside target");
        RuleFor(request => request.Target).Must((request, target) => target is not null || request.Path is null)
            .WithMessage("target must be given beside path");
    }
}
