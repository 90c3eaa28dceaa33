using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.OAuth;

/// <summary>Keeps the framework from a form that the action reads by itself: what is wrong with it is said in OAuth's words.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReadsFormItselfAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context) => context.ValueProviderFactories.Clear();

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        // Nothing was kept that has to be given back.
    }
}
