namespace Hub.Api.Native;

/// <summary>A link with which the owner of an account sets a new password, once. It is shown only here.</summary>
/// <param name="Url">The address; the code in it is behind the <c>#</c>, so that no server's log ever holds it.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record PasswordLinkModel(string Url, DateTimeOffset ExpiresAt);
