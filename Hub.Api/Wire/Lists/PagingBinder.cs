using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hub.Api.Wire.Lists;

/// <summary>Lets an action take a <see cref="Paging"/> as a parameter.</summary>
internal sealed class PagingBinder(WireOptions options) : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        bindingContext.Result = ModelBindingResult.Success(Paging.From(bindingContext.HttpContext.Request, options));
        return Task.CompletedTask;
    }
}
