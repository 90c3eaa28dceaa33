using FluentValidation;
using Hub.Api.Wire.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Shares;

/// <summary>A share code to make for a server of one's own.</summary>
[EmptyIsNone]
public sealed class OwnShareCodeRequest
{
    /// <summary>The server's name; the default server when left out or empty.</summary>
    public string? ServerName { get; init; }

    /// <summary>The scopes it grants, on the server only; <c>access:servers</c> when left out or empty.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Seconds until it ends, from a minute to a year; a day when left out.</summary>
    public JToken? ExpiresIn { get; init; }
}

/// <summary>What such a request may hold.</summary>
public sealed class OwnShareCodeRequestValidator : AbstractValidator<OwnShareCodeRequest>
{
    public OwnShareCodeRequestValidator() =>
        RuleFor(request => request.ExpiresIn).Must(life => ShareCodeRequest.Life(life) is not null).WithMessage(ShareCodeRequest.LifeRule);
}
