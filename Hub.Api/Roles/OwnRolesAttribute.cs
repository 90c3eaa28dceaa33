using Hub.Domain.Authenticators;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Roles;

/// <summary>Refuses changes of roles where the authenticator says who holds which: it would undo them at the next login.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OwnRolesAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method)
            && context.HttpContext.RequestServices.GetRequiredService<AuthenticatorOptions>().ManageRoles)
            throw new InvalidInputException("Role management via API is disabled: with Authenticator.manage_roles the authenticator gives roles");
    }
}
