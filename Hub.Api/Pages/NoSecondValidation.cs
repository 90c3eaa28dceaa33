using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Hub.Api.Pages;

/// <summary>
/// Leaves models alone. Requests were checked as they were read; a walk over every property would find nothing, and would read
/// values that a client has left out.
/// </summary>
internal sealed class NoSecondValidation : IObjectModelValidator
{
    public void Validate(ActionContext actionContext, ValidationStateDictionary? validationState, string prefix, object? model)
    {
        // Nothing to find.
    }
}
