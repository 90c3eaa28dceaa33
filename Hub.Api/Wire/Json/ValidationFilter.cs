using System.Collections.Concurrent;
using FluentValidation;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hub.Api.Wire.Json;

/// <summary>Asks the validator of a request, where it has one, before its action runs; all that is wrong is said at once.</summary>
internal sealed class ValidationFilter : IAsyncActionFilter
{
    private static readonly ConcurrentDictionary<Type, Type> Validators = new();

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        // Not IsValid: without the framework's own validation every entry counts as unvalidated, which is not a mistake.
        if (context.ModelState.ErrorCount > 0)
            throw new InvalidInputException(FirstMistake(context.ModelState));

        foreach (var parameter in context.ActionDescriptor.Parameters)
        {
            if (parameter.BindingInfo?.BindingSource == BindingSource.Body && context.ActionArguments.TryGetValue(parameter.Name, out var body) && body is not null)
                await ValidateAsync(body, context.HttpContext);
        }

        await next();
    }

    private static async Task ValidateAsync(object body, HttpContext http)
    {
        var type = Validators.GetOrAdd(body.GetType(), static model => typeof(IValidator<>).MakeGenericType(model));
        if (http.RequestServices.GetService(type) is not IValidator validator)
            return;
        var result = await validator.ValidateAsync(BodyRules.Context(body, http.Request), http.RequestAborted);
        if (!result.IsValid)
            throw new InvalidInputException(string.Join("; ", result.Errors.Select(e => e.ErrorMessage)));
    }

    private static string FirstMistake(ModelStateDictionary state)
    {
        var (key, entry) = state.First(s => s.Value?.Errors.Count > 0);
        return $"{key}: {entry!.Errors[0].ErrorMessage}";
    }
}
