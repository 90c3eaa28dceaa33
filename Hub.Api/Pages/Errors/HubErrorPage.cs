using Hub.Api.Wire.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Hub.Api.Pages.Errors;

/// <summary>Shows failures as pages of the hub; one of the login form is shown above the form, to try again.</summary>
public sealed class HubErrorPage(HubLinks links, IModelMetadataProvider metadata, ILogger<HubErrorPage> log) : IErrorPage
{
    public Task WriteAsync(HttpContext context, ErrorAnswer error, CancellationToken ct) =>
        IsLoginForm(context.Request)
            ? ShowAsync(context, error.Status, "/Pages/LoginRefused.cshtml", LoginForm.For(context.Request, links, LoginMessage(error)))
            : ShowAsync(context, error.Status, "/Pages/Errors/Error.cshtml", View(context, error));

    /// <summary>Writes a view as the answer.</summary>
    public static Task ShowAsync<T>(HttpContext context, int status, string path, T model, IModelMetadataProvider metadata)
    {
        var result = new ViewResult
        {
            ViewName = path,
            StatusCode = status,
            ContentType = "text/html; charset=utf-8",
            ViewData = new ViewDataDictionary<T>(metadata, new ModelStateDictionary()) { Model = model },
        };
        var executor = context.RequestServices.GetRequiredService<IActionResultExecutor<ViewResult>>();
        return executor.ExecuteAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor()), result);
    }

    private static ErrorView View(HttpContext context, ErrorAnswer error)
    {
        var phrase = ErrorAnswer.Phrase(error.Status);
        return new ErrorView(error.Status, phrase, error.Message == phrase ? null : error.Message, context.TraceIdentifier, error.NextStep);
    }

    private static bool IsLoginForm(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path == "/hub/login" && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    private string LoginMessage(ErrorAnswer error)
    {
        if (error.Status != StatusCodes.Status403Forbidden)
            return error.Message;
        // The page itself answers a wrong password, so this is about the form: a new one will most likely do.
        log.LogWarning("Login form refused: {Reason}", error.Message);
        return "Login form invalid or expired. Try again.";
    }

    private Task ShowAsync<T>(HttpContext context, int status, string path, T model) => ShowAsync(context, status, path, model, metadata);
}
