using System.Globalization;
using FluentValidation;
using Hub.Api.Wire.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Shares;

/// <summary>A share code to make. All of it may be left out.</summary>
[EmptyIsNone, JsonObject(MissingMemberHandling = MissingMemberHandling.Error)]
public sealed class ShareCodeRequest
{
    private const int Day = 86_400;
    private const int Shortest = 60;
    private const int Longest = 365 * Day;

    /// <summary>The scopes it grants, on the server only; <c>access:servers</c> when left out or empty.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Seconds until it ends, from a minute to a year; a day when left out.</summary>
    public JToken? ExpiresIn { get; init; }

    /// <summary>How long a code is to live that asks for this; null for what is no whole number of seconds within the bounds.</summary>
    public static TimeSpan? Life(JToken? expiresIn)
    {
        var seconds = expiresIn switch
        {
            null => Day,
            JValue { Value: long whole } => whole,
            JValue { Value: double real } when Math.Floor(real) == real => real,
            // As JupyterHub: a text that is one will do.
            JValue { Value: string text } when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) => whole,
            _ => double.NaN,
        };
        return seconds is >= Shortest and <= Longest ? TimeSpan.FromSeconds(seconds) : null;
    }

    internal static string LifeRule { get; } = $"expires_in must be a whole number of seconds from {Shortest} to {Longest}";
}

/// <summary>What a request for a share code may hold.</summary>
public sealed class ShareCodeRequestValidator : AbstractValidator<ShareCodeRequest>
{
    public ShareCodeRequestValidator() =>
        RuleFor(request => request.ExpiresIn).Must(life => ShareCodeRequest.Life(life) is not null).WithMessage(ShareCodeRequest.LifeRule);
}
