using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Servers;

/// <summary>How far a server is to go.</summary>
[EmptyIsNone]
public sealed class StopServerRequest : IReadsBody<StopServerRequest>
{
    /// <summary>Whether a named server is removed too, with all that is kept of it.</summary>
    [DocumentedAs(typeof(bool))]
    public JToken? Remove { get; private init; }

    internal bool Removes => BodyRules.FlagOf(Remove) ?? false;

    /// <summary>Whatever is no object says nothing, as it always has.</summary>
    public static StopServerRequest Read(JToken? body) => new() { Remove = BodyRules.Of(body, "remove") };
}

/// <summary>What a request to stop a server may hold.</summary>
public sealed class StopServerRequestValidator : AbstractValidator<StopServerRequest>
{
    public StopServerRequestValidator() => RuleFor(request => request.Remove)
        .Must(remove => PythonValue.IsFalsy(remove) || BodyRules.IsFlag(remove)).WithMessage("remove must be true or false");
}
