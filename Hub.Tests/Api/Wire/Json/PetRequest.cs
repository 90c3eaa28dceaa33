using System.Text.Json.Nodes;
using FluentValidation;
using Hub.Api.Wire.Json;

namespace Hub.Tests.Api.Wire.Json;

public sealed class PetRequest
{
    public required string Name { get; init; }

    public bool Tame { get; init; }

    public int? Legs { get; init; }

    public double? Weight { get; init; }

    public Optional<string?> DisplayName { get; init; }

    public IReadOnlyList<string>? FavouriteFoods { get; init; }

    public PetKind Kind { get; init; }

    public DateTimeOffset? BornAt { get; init; }

    public JsonObject? Extras { get; init; }

    public PetRequest? Mate { get; init; }
}

public sealed class PetRequestValidator : AbstractValidator<PetRequest>
{
    public PetRequestValidator()
    {
        RuleFor(p => p.Name).NotEqual("Rex").WithMessage("Rex is taken");
        RuleFor(p => p.FavouriteFoods).Must(f => f is null || f.Count < 3).WithMessage("{PropertyName} can have two entries");
    }
}
