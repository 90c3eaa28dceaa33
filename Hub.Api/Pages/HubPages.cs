using Hub.Api.Login;
using Hub.Api.Native;
using Hub.Api.Pages.Errors;
using Hub.Api.Tokens;
using Hub.Api.Wire.Errors;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.OAuth;
using Hub.Domain.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Api.Pages;

/// <summary>Puts together everything for people with browsers: signing in and out, the OAuth provider, and the pages.</summary>
public static class HubPages
{
    /// <summary>
    /// Comes after the wire, the stores and the domain. It counts on singletons of the configuration's options, of HubUrls, UserNames
    /// and CookieSettings, and of what Access has.
    /// </summary>
    public static IServiceCollection AddHubPages(this IServiceCollection services)
    {
        AddLogin(services);
        AddOAuth(services);
        services.AddSingleton<HubLinks>();
        services.AddSingleton<AssetFiles>();
        services.AddSingleton<Logo>();
        services.AddSingleton<PageFrame>();
        services.AddSingleton<ServerOwners>();
        services.AddSingleton<SpawnOptions>();
        services.AddSingleton<PageStart>();
        services.Replace(ServiceDescriptor.Singleton<IErrorPage, HubErrorPage>());
        AddOwnParts(services.AddRazorPages(Configure));
        // Razor Pages bring the framework's validation of models along; see there.
        services.PostConfigure<MvcOptions>(mvc => mvc.ModelMetadataDetailsProviders.Add(new NoSecondValidation()));
        DoWithoutDataProtection(services);
        return services;
    }

    /// <summary>Comes right after the wire and before the caller is looked up.</summary>
    public static void UseHubPages(this IApplicationBuilder app) => app.UseMiddleware<OutsideHub>();

    /// <summary>Comes with the controllers.</summary>
    public static void MapHubPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHubAssets();
        endpoints.MapRazorPages();
    }

    private static void AddLogin(IServiceCollection services)
    {
        services.AddSingleton<NativeSwitch>();
        services.AddSingleton<PendingFactors>();
        services.AddSingleton<SignUpLimit>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton(provider => AuthenticatorChoice.Create(provider, provider.GetRequiredService<HubConfiguration>()));
        services.AddSingleton<LoginFlow>();
        services.AddSingleton<IPasswordCheck, PasswordCheck>();
        services.AddSingleton<BrowserLogin>();
        services.AddSingleton<PendingLogins>();
        services.AddSingleton<SignOut>();
        services.AddSingleton<PageXsrf>();
        services.AddSingleton<PageCookiesFilter>();
        services.AddSingleton<Destinations>();
    }

    private static void AddOAuth(IServiceCollection services)
    {
        services.AddSingleton(provider => new OAuthSettings
        {
            TokenLifetime = TokenLifetime(provider),
            RequirePkce = provider.GetRequiredService<TokenOptions>().OauthRequirePkce,
        });
        services.AddSingleton<OAuthScopes>();
        services.AddSingleton<OAuthAuthorization>();
        services.AddSingleton<OAuthTokenExchange>();
    }

    private static TimeSpan TokenLifetime(IServiceProvider provider)
    {
        var configured = provider.GetRequiredService<TokenOptions>().OauthTokenExpiresIn;
        return configured > TimeSpan.Zero ? configured : provider.GetRequiredService<Domain.Access.SessionOptions>().CookieMaxAge;
    }

    private static void Configure(RazorPagesOptions pages)
    {
        // Requests are held against our own rules on forged ones, before any page is chosen.
        pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
        pages.Conventions.ConfigureFilter(new ServiceFilterAttribute<PageCookiesFilter> { Order = PageCookiesFilter.First });
        pages.Conventions.ConfigureFilter(new OnlyHandledMethods());
    }

    /// <summary>The framework looks for controllers and pages in the program that was started, which in a test is not ours.</summary>
    private static void AddOwnParts(IMvcBuilder mvc) => mvc.ConfigureApplicationPartManager(parts =>
    {
        var own = typeof(HubPages).Assembly;
        if (parts.ApplicationParts.Any(part => part.Name == own.GetName().Name))
            return;
        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(own).GetApplicationParts(own))
            parts.ApplicationParts.Add(part);
    });

    /// <summary>
    /// Razor Pages bring data protection along, which would write keys to the home folder at start. We never protect anything with
    /// it: logins are rows, and forged requests are told by keys in the database.
    /// </summary>
    private static void DoWithoutDataProtection(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider, EphemeralDataProtectionProvider>());
        foreach (var start in services.Where(IsOfDataProtection).ToList())
            services.Remove(start);
    }

    private static bool IsOfDataProtection(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(EphemeralDataProtectionProvider).Assembly;
}
