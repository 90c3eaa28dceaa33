using FluentValidation;
using Hub.Domain.Upkeep;

namespace Hub.Api.Servers;

/// <summary>How long a server is to be kept.</summary>
/// <param name="Seconds">Counted from now.</param>
public sealed record KeepRequest(long Seconds);

/// <summary>What a request to keep a server must hold.</summary>
public sealed class KeepRequestValidator : AbstractValidator<KeepRequest>
{
    public KeepRequestValidator(IdleCullerOptions options)
    {
        var most = (long)options.KeepAtMost.TotalSeconds;
        RuleFor(request => request.Seconds).InclusiveBetween(1, most).WithMessage($"seconds must be between 1 and {most}");
    }
}
