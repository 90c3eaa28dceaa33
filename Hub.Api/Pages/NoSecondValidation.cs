using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Hub.Api.Pages;

/// <summary>
/// Keeps the framework's validator out of models. Requests were checked as they were read; a walk over every property would
/// find nothing, and would read values that a client has left out.
/// </summary>
internal sealed class NoSecondValidation : IValidationMetadataProvider
{
    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        context.ValidationMetadata.HasValidators = false;
        context.ValidationMetadata.ValidateChildren = false;
    }
}
