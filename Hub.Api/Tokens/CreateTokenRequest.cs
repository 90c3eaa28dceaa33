using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Hub.Domain.Tokens;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Tokens;

/// <summary>A token to make. All of it may be left out.</summary>
[EmptyIsNone, JsonObject(Description = "Body must be a JSON dict or empty")]
public sealed class CreateTokenRequest
{
    /// <summary>Name and password of the owner, for callers who are not signed in; others may say there what they like.</summary>
    [DocumentedAs(typeof(PasswordModel))]
    public JToken? Auth { get; init; }

    /// <summary>Seconds until it ends; 0 and null are never.</summary>
    [DocumentedAs(typeof(long))]
    public JToken? ExpiresIn { get; init; }

    /// <summary>What it is for.</summary>
    [EmptyIsNone]
    public string? Note { get; init; }

    /// <summary>Roles whose scopes it gets; not together with <c>scopes</c>.</summary>
    [DocumentedAs(typeof(string[]))]
    public JToken? Roles { get; init; }

    /// <summary>Its scopes; those of the role <c>token</c> when left out.</summary>
    [DocumentedAs(typeof(string[]))]
    public JToken? Scopes { get; init; }

    /// <summary>What was asked for; <see cref="CreateTokenRequestValidator"/> has looked at it.</summary>
    public TokenRequest ToRequest(string noteWhenNone) =>
        new(string.IsNullOrEmpty(Note) ? noteWhenNone : Note, Life(), TextList(Scopes), TextList(Roles));

    private TimeSpan? Life() => ExpiresIn is JValue { Value: long and not 0 and var seconds } ? TimeSpan.FromSeconds(seconds) : null;

    private static List<string>? TextList(JToken? list) => list is JArray array ? [.. array.Select(item => item.Value<string>()!)] : null;
}

/// <summary>What a request for a token may hold, in JupyterHub's words.</summary>
public sealed class CreateTokenRequestValidator : AbstractValidator<CreateTokenRequest>
{
    private const long LongestLife = 100_000_000_000;

    public CreateTokenRequestValidator()
    {
        RuleFor(request => request.ExpiresIn)
            .Must(life => life is not JValue { Value: < 0L })
            .WithMessage(request => $"expires_in must be a positive integer or null, not {PythonValue.Shown(request.ExpiresIn!)}");
        RuleFor(request => request.ExpiresIn)
            .Must(life => life is null or { Type: JTokenType.Null } or JValue { Value: <= LongestLife })
            .WithMessage(request => $"token expires_in must be null or integer, not {PythonValue.Shown(request.ExpiresIn!)}");
        RuleFor(request => request.Scopes).Must(IsTextList).WithMessage(request => Refusal("scopes", request.Scopes!));
        RuleFor(request => request.Roles).Must(IsTextList).WithMessage(request => Refusal("roles", request.Roles!));
        RuleFor(request => request).Must(request => request.Scopes is not JArray || request.Roles is not JArray)
            .WithMessage("Can only assign one of scopes or roles when creating tokens.");
        RuleFor(request => PasswordModel.Read(request.Auth)!).SetValidator(new PasswordValidator())
            .When(request => PasswordModel.Read(request.Auth) is not null);
    }

    private static bool IsTextList(JToken? list) =>
        list is null or { Type: JTokenType.Null } || (list is JArray array && array.All(item => item.Type == JTokenType.String));

    private static string Refusal(string key, JToken list) =>
        $"token {key} must be null or a list of strings, not {PythonValue.Shown(list)}";
}
