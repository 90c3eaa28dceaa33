using Hub.Api.Wire;
using Microsoft.OpenApi;

namespace Hub.Api.OpenApi;

/// <summary>What the document says of the API as a whole.</summary>
internal static class ApiDescriptionText
{
    public static OpenApiInfo Info => new()
    {
        Title = "Hub REST API",
        Version = ApiVersion.Current,
        Description =
            """
            The REST API of the hub, as JupyterHub has it. `Authorization: token SECRET` says who is asking; which scopes an
            operation needs stands with it, and any one of them is enough.

            Holding no form of a needed scope is 403. A scope that does not reach what was named is the same 404 as something that
            does not exist. Every error comes as `{"status": …, "message": …, "request_id": …}`.

            Lists come in pages: bare, or with `Accept: application/jupyterhub-pagination+json` in an envelope that names the next
            page. Timestamps are UTC in ISO 8601.
            """,
        License = new OpenApiLicense { Name = "BSD-3-Clause" },
    };

    /// <summary>What each group of operations is about.</summary>
    public static IReadOnlyDictionary<string, string> Tags { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["authorizations"] = "Who is behind credentials somebody was shown; of old, OAuth is the way now.",
        ["groups"] = "Groups of users.",
        ["hub"] = "The hub itself.",
        ["oauth2"] = "The hub as an OAuth provider.",
        ["proxy"] = "The proxy and its routes.",
        ["roles"] = "Roles, and who holds them.",
        ["scopes"] = "What scopes allow, and why.",
        ["servers"] = "The servers of users: the default one, and those with names.",
        ["services"] = "Services beside the hub.",
        ["share-codes"] = "Codes that give access to a server to whoever accepts them.",
        ["shares"] = "Access to servers that their owners gave to others.",
        ["tokens"] = "Tokens for this API.",
        ["users"] = "The users of the hub.",
    };
}
