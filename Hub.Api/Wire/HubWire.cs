using FluentValidation;
using Hub.Api.Replicas;
using Hub.Api.Wire.Errors;
using Hub.Api.Wire.Headers;
using Hub.Api.Wire.Json;
using Hub.Api.Wire.Lists;
using Hub.Api.Wire.Logs;
using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Api.Wire;

/// <summary>Puts together everything between the web server and a controller that is not authorisation.</summary>
public static class HubWire
{
    public static IMvcBuilder AddHubWire(this IServiceCollection services, WireOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new AnswerHeaders(options));
        services.TryAddSingleton(new ErrorTable());
        services.TryAddSingleton<IErrorPage, PlainErrorPage>();
        services.AddSingleton<ErrorWriter>();
        services.Replace(ServiceDescriptor.Singleton<OutputFormatterSelector, OnlyJson>());
        services.Configure<KestrelServerOptions>(kestrel => KestrelLimits.Apply(kestrel, options));
        services.Configure<FormOptions>(form => LimitForms(form, options));
        services.Configure<ApiBehaviorOptions>(api =>
        {
            api.SuppressMapClientErrors = true;
            api.SuppressModelStateInvalidFilter = true;
        });
        ValidatorOptions.Global.DisplayNameResolver = (_, member, _) => member is null ? null : HubNaming.Of(member.Name);

        var mvc = services.AddControllers().AddNewtonsoftJson(json => HubJson.Configured(json.SerializerSettings));
        services.PostConfigure<MvcOptions>(o => Configure(o, options));
        return mvc;
    }

    /// <summary>Comes first in the pipeline; authentication and authorisation follow it, and see the route with its real names.</summary>
    public static void UseHubWire(this WebApplication app)
    {
        app.UseMiddleware<RawPathMiddleware>();
        app.UseMiddleware<ForwardedMiddleware>();
        app.UseMiddleware<AnswerHeadersMiddleware>();
        app.UseMiddleware<RequestLogMiddleware>();
        app.UseMiddleware<ErrorAnswersMiddleware>();
        app.UseRouting();
        app.UseMiddleware<RouteNamesMiddleware>();
        app.MapHubHealth();
        app.MapHubReadiness();
    }

    private static void Configure(MvcOptions mvc, WireOptions options)
    {
        mvc.Conventions.Add(new ApiPrefix());
        mvc.InputFormatters.Clear();
        mvc.InputFormatters.Add(new JsonBodyFormatter(options));
        mvc.OutputFormatters.Clear();
        mvc.OutputFormatters.Add(new JsonAnswerFormatter());
        mvc.AllowEmptyInputInBodyModelBinding = true;
        mvc.ModelMetadataDetailsProviders.Add(new KeepEmptyText());
        mvc.Filters.Add(new ValidationFilter());

        // Names with brackets mean nothing here, and these fail over one that is not closed.
        mvc.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
        mvc.ValueProviderFactories.RemoveType<QueryStringValueProviderFactory>();
        mvc.ValueProviderFactories.Add(new LastQueryValues());

        // Requests are checked by the body reader and by FluentValidation. A second walk over each model would find nothing.
        mvc.ModelValidatorProviders.Clear();
    }

    private static void LimitForms(FormOptions form, WireOptions options)
    {
        form.ValueLengthLimit = options.MaxBodyBytes;
        form.MultipartBodyLengthLimit = options.MaxBodyBytes;
        form.BufferBodyLengthLimit = options.MaxBodyBytes;
    }
}
