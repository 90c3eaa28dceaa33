using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Domain.OAuth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Newtonsoft.Json;

namespace Hub.Api.OAuth;

/// <summary>Where OAuth clients turn codes into tokens.</summary>
[ApiController, Route("oauth2/token")]
public sealed class OAuthTokenController(OAuthTokenExchange exchange, IValidator<TokenRequest> form) : ControllerBase
{
    private static readonly string[] Parameters =
        ["grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier", "refresh_token"];

    /// <summary>Exchange an authorization code for an access token.</summary>
    /// <remarks>A form as RFC 6749 has it; errors have its form too, not that of this API.</remarks>
    /// <response code="200">The token.</response>
    /// <response code="400">The request, the code or the verifier is wrong.</response>
    /// <response code="401">The client or its secret is wrong.</response>
    [HttpPost, NeedsNoToken, ReadsFormItself]
    [DocumentedBody(typeof(OAuthTokenForm), ContentType = "application/x-www-form-urlencoded", IsRequired = true)]
    [ProducesResponseType<OAuthTokenModel>(200), ProducesResponseType<OAuthErrorModel>(400), ProducesResponseType<OAuthErrorModel>(401)]
    public async Task<IActionResult> Exchange(CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers.Pragma = "no-cache";
        // Secrets in an address end in logs.
        if (Array.Exists(Parameters, Request.Query.ContainsKey))
            return Error(StatusCodes.Status400BadRequest, new OAuthError("invalid_request", "Parameters belong in the body, not in the URL."));
        if (await ReadAsync(ct) is not { } request)
            return Error(StatusCodes.Status400BadRequest, new OAuthError("invalid_request", "The body is no form that can be read."));
        if ((await form.ValidateAsync(request, ct)).Errors is [var mistake, ..])
            return Error(StatusCodes.Status400BadRequest, new OAuthError(mistake.ErrorCode, mistake.ErrorMessage));
        return await exchange.ExchangeAsync(request, ct) switch
        {
            TokenAnswer.Granted granted => Json(StatusCodes.Status200OK, new
            {
                access_token = granted.AccessToken,
                expires_in = (long)granted.ExpiresIn.TotalSeconds,
                token_type = "Bearer",
                scope = string.Join(' ', granted.Scopes),
            }),
            TokenAnswer.Refused { Error.Code: "invalid_client" } refused => Error(StatusCodes.Status401Unauthorized, refused.Error),
            TokenAnswer.Refused refused => Error(StatusCodes.Status400BadRequest, refused.Error),
            var other => throw new InvalidOperationException($"No answer to {other}"),
        };
    }

    /// <returns>Null for a form that is broken or too large.</returns>
    private async Task<TokenRequest?> ReadAsync(CancellationToken ct)
    {
        try
        {
            // As in JupyterHub, it is a form whatever it says it is, and when it says nothing.
            return From(Request.HasFormContentType
                ? await Request.ReadFormAsync(ct)
                : new FormCollection(await new FormReader(Request.Body).ReadFormAsync(ct)));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static TokenRequest From(IFormCollection form)
    {
        // The database takes no zero byte, and nothing it has holds what stands in its place.
        string? Of(string name) => form.TryGetValue(name, out var values) ? values[0]?.Replace('\0', '\uFFFD') : null;
        return new TokenRequest
        {
            GrantType = Of("grant_type"),
            ClientId = Of("client_id"),
            ClientSecret = Of("client_secret"),
            Code = Of("code"),
            RedirectUri = Of("redirect_uri"),
            CodeVerifier = Of("code_verifier"),
            Repeated = Array.Find(Parameters, name => form[name].Count > 1),
        };
    }

    private ContentResult Error(int status, OAuthError error)
    {
        if (status == StatusCodes.Status401Unauthorized)
            Response.Headers.WWWAuthenticate = $"Bearer error=\"{error.Code}\"";
        return Json(status, new { error = error.Code, error_description = error.Description });
    }

    private static ContentResult Json(int status, object body) =>
        new() { StatusCode = status, ContentType = "application/json", Content = JsonConvert.SerializeObject(body) };
}
