using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hub.Api.Wire.Json;

/// <summary>
/// Keeps the body for the JSON reader when the client declares it a form, as <c>curl -d</c> does unasked: otherwise the form reader
/// would have emptied it first.
/// </summary>
internal sealed class BodiesAreJson : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (!context.HttpContext.Request.HasFormContentType)
            return;
        if (context.ActionDescriptor.Parameters.Any(p => p.BindingInfo?.BindingSource == BindingSource.Body))
        {
            foreach (var factory in context.ValueProviderFactories.Where(f => f.GetType().Name.Contains("Form", StringComparison.Ordinal)).ToList())
                context.ValueProviderFactories.Remove(factory);
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        // Nothing was kept that has to be given back.
    }
}
