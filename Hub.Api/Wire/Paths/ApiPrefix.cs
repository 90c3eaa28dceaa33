using Hub.Api.Wire.Json;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Hub.Api.Wire.Paths;

/// <summary>Puts <c>hub/api</c> before the route of every API controller, which itself names its route as the specification does.</summary>
public sealed class ApiPrefix : IApplicationModelConvention
{
    private static readonly AttributeRouteModel Prefix = new() { Template = ApiPaths.Prefix.TrimStart('/') };

    public void Apply(ApplicationModel application)
    {
        foreach (var controller in application.Controllers.Where(c => c.Attributes.OfType<IApiBehaviorMetadata>().Any()))
        {
            foreach (var selector in controller.Selectors)
                selector.AttributeRouteModel = AttributeRouteModel.CombineAttributeRouteModel(Prefix, selector.AttributeRouteModel);
            foreach (var action in controller.Actions)
                action.Filters.Add(new BodiesAreJson());
        }
    }
}
